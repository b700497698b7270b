#pragma once
// The fixture of the API's tests: a real state file and the API over it, asked without a socket.

#include <string>
#include <utility>

#include "store/tables_test.hpp"
#include "support/io_test.hpp"
#include "support/manual_clock.hpp"
#include "webhookd/control/api.hpp"

namespace webhookd::control {

struct Answered
{
    int status = 0;
    Json body;
    http::Headers headers;
};

class ControlTest : public test::IoTest
{
  public:  // the tests are coroutines, which get the fixture as an argument
    using IoTest::io_;
    using Scenario = asio::awaitable<void> (*)(ControlTest& t);

    ControlTest()
    {
        configured_.source = store::test_source;
        configured_.budget = {.limit = 50, .streams = {}, .facilities = {}};
        configured_.subscribers = {
            {.name = "erp", .url = "https://erp.example.org/", .matcher = {{"*"}, {}}},
            {.name = "crm", .url = "https://crm.example.org/", .matcher = {{"*"}, {}}}};
    }

    /// Runs it with the API open, then closes all.
    void scenario(Scenario body)
    {
        store_ = std::make_unique<store::Store>(settings(), io_.get_executor());
        api_ = std::make_unique<Api>(*store_, clock_, random_, configured_, actions());
        auto all = [](ControlTest& t, Scenario part) -> asio::awaitable<void> {
            co_await part(t);
            t.api_.reset();
            co_await t.store_->close();
        };
        run(all(*this, body));
    }

    asio::awaitable<Answered> ask(std::string method, std::string target, std::string body = "")
    {
        http::ServerRequest request{std::move(method), std::move(target), {}, std::move(body)};
        auto answer = co_await api_->answer(std::move(request), caller_);
        co_return Answered{answer.status, Json::parse(answer.body), std::move(answer.headers)};
    }

    asio::awaitable<Answered> get(std::string target) { return ask("GET", std::move(target)); }

    /// Runs `work` in the store; it must be kept.
    template <class Work>
    asio::awaitable<void> write(Work work)
    {
        const auto written = co_await store_->write([work](store::Tables& tables) { work(tables); });
        EXPECT_TRUE(written.has_value());
    }

    store::StoreSettings settings() const
    {
        return {.path = directory_ / "state.db", .source = store::test_source};
    }

    Actions actions()
    {
        return {.live =
                    [this] {
                        auto live = live_;
                        if (!live.streams) live.streams = [this] { return live_streams(); };
                        return live;
                    },
                .pause = [this](const std::string& name,
                                const std::string& reason) { return note("pause " + name + " " + reason); },
                .resume = [this](const std::string& name) { return note("resume " + name); },
                .wake = [this](std::vector<std::int64_t> ids) { woken_.push_back(std::move(ids)); },
                .stream_names = [this] { return streams_; },
                .poll_now = [](std::string stream) { return polled(std::move(stream)); },
                .acted = [this](const store::ActionRecord& action) { acted_.push_back(action); }};
    }

    std::vector<core::PolledStream> live_streams() const
    {
        std::vector<core::PolledStream> streams;
        for (const auto& name : streams_)
            streams.push_back({.name = name});
        return streams;
    }

    asio::awaitable<void> note(std::string done)
    {
        done_.push_back(std::move(done));
        co_return;
    }

    static asio::awaitable<std::optional<store::PollRecord>> polled(std::string stream)
    {
        store::PollRecord poll;
        poll.stream = std::move(stream);
        poll.reach = "newest";
        co_return poll;
    }

    test::TempDir directory_;
    Caller caller_{.name = "uid 1000"};
    std::vector<std::string> streams_;  ///< those that are polled
    test::ManualClock clock_;
    async::Random random_{7};
    std::vector<std::string> done_;                 ///< what the API had others do
    std::vector<store::ActionRecord> acted_;        ///< what the API reported
    std::vector<std::vector<std::int64_t>> woken_;  ///< who was told of new work
    Configured configured_;
    Live live_{.version = "1.2.3",
               .started_at = store::at(0),
               .configuration_loaded_at = store::at(0),
               .reload_errors = {},
               .lanes = {}};
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<Api> api_;
};

}  // namespace webhookd::control
