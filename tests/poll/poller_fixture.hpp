#pragma once
// A poller between a simulated OpenBoxes and a real state file, on a manual clock.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/refuse_events.hpp"
#include "support/source_test.hpp"
#include "support/temp_dir.hpp"
#include "webhookd/poll/poller.hpp"

namespace webhookd::poll {

using namespace std::chrono_literals;

struct RecordingListener final : Listener
{
    void on_poll(const store::PollRecord& poll) override { polls.push_back(poll); }
    void on_alarm(const std::string&, const std::string& alarm) override { alarms.push_back(alarm); }
    void on_source(bool reachable, const std::string&) override { source.push_back(reachable); }
    void on_events(std::span<const std::int64_t> ids) override
    {
        woken.insert(woken.end(), ids.begin(), ids.end());
    }

    std::vector<store::PollRecord> polls;
    std::vector<std::string> alarms;
    std::vector<bool> source;
    std::vector<std::int64_t> woken;
};

class PollerTest : public test::SourceTest
{
  protected:
    using Emitted = std::vector<std::pair<std::string, std::string>>;  // (type, data.id)

    void SetUp() override
    {
        SourceTest::SetUp();
        depot_ = world().create_facility("Main depot");
        clinic_ = world().create_facility("Clinic");
        auto chosen = settings();
        chosen.requests_per_minute = 10'000;
        use(std::move(chosen));
        settings_.source = source_settings();
    }

    void TearDown() override
    {
        poller_.reset();
        if (store_) close_store();
        SourceTest::TearDown();
    }

    void open_store()
    {
        store_.emplace(store::StoreSettings{directory_ / "state.db", client().url()}, io_.get_executor());
        run([](PollerTest& t) -> asio::awaitable<void> {
            auto ensure = [](store::Tables& tables) { return tables.subscribers.ensure("ops"); };
            t.ops_ = (co_await t.store_->write(ensure)).value();
        }(*this));
        store_->set_recipients({{ops_, {events_of_ops_, {}}}});
    }
    void close_store()
    {
        run(store_->close());
        store_.reset();
    }

    /// Every stream once. `start()` begins a new life of the program on the same state file.
    void poll(std::chrono::milliseconds later = 60s)
    {
        if (!poller_) start();
        clock_.advance(later);
        run(poller_->poll_all_once());
    }

    void start()
    {
        poller_.reset();
        if (store_) close_store();
        open_store();
        poller_.emplace(io_.get_executor(), *store_, client(), clock_, listener_, settings_);
    }

    /// Several polls, since a movement is looked at in two ways in turn.
    void poll_twice()
    {
        poll();
        poll();
    }

    /// From now on the state file takes everything but events, or events again.
    void refuse_events(bool refuse)
    {
        run([](PollerTest& t, bool refused) -> asio::awaitable<void> {
            auto work = [refused](store::Tables& tables) { test::refuse_events(tables, refused); };
            co_await t.store_->write(work);
        }(*this, refuse));
    }

    /// Newest first.
    std::vector<store::EventRecord> events() { return store_->read().events.list({}); }

    store::PollRecord last_poll(const std::string& stream)
    {
        store::PollFilter filter;
        filter.stream = stream;
        return store_->read().polls.list(filter).at(0);
    }

    /// Everything emitted so far, oldest first.
    Emitted emitted()
    {
        Emitted result;
        for (const auto& record : events()) {
            result.emplace(result.begin(), record.event.type, Json::parse(record.event.body)["data"]["id"]);
        }
        return result;
    }

    Json last_body() { return Json::parse(events().at(0).event.body); }

    template <class Awaitable>
    void run(Awaitable operation)
    {
        await(finish(std::move(operation)));
    }

    std::string a_movement() { return world().create_movement({.origin = depot_, .destination = clinic_}); }
    std::string an_order() { return world().create_order({.origin = depot_, .destination = clinic_}); }

    test::TempDir directory_;
    std::string depot_, clinic_;
    RecordingListener listener_;
    PollerSettings settings_;
    std::vector<std::string> events_of_ops_;  ///< what the subscriber `ops` wants, from start() on
    std::int64_t ops_ = 0;
    std::optional<store::Store> store_;
    std::optional<Poller> poller_;

  private:
    static asio::awaitable<bool> finish(asio::awaitable<void> operation)
    {
        co_await std::move(operation);
        co_return true;
    }
};

}  // namespace webhookd::poll
