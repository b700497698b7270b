// Builds what one poll needs, with the state file read-only, or an empty one in a temporary folder where
// there is none; and prints what it would emit.

#include "app/dry_run.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/output.hpp"
#include "app/settings.hpp"
#include "webhookd/async/random.hpp"
#include "webhookd/async/resolver.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/poll/dry_run.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::app {
namespace {

/// A state file that remembers nothing, for a server that was never polled; removed with its folder.
class EmptyState
{
  public:
    EmptyState(const std::string& source, const asio::any_io_executor& executor)
        : folder_((std::filesystem::temp_directory_path() / "openboxes-webhookd-XXXXXX").string())
    {
        if (mkdtemp(folder_.data()) == nullptr)
            throw CommandError(EXIT_FAILURE, "cannot make a temporary folder");
        store_ =
            std::make_unique<store::Store>(store::StoreSettings{folder_ + "/state.db", source}, executor);
    }
    ~EmptyState()
    {
        store_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    EmptyState(const EmptyState&) = delete;
    EmptyState& operator=(const EmptyState&) = delete;

    store::Tables& tables() { return store_->read(); }

  private:
    std::string folder_;
    std::unique_ptr<store::Store> store_;
};

using Polls = openboxes::ApiResult<std::vector<poll::DryPoll>>;

Polls run_polls(const config::Config& config, const std::string& stream)
{
    asio::io_context io;
    async::ThreadResolver resolver;
    std::unique_ptr<EmptyState> empty;
    std::unique_ptr<store::Tables> state;
    if (std::filesystem::exists(config.store.path)) {
        state = store::open_read_only(config.store.path);
    } else {
        empty = std::make_unique<EmptyState>(config.openboxes.url, io.get_executor());
    }
    async::SystemClock clock;
    async::Random random;
    http::Client http(io.get_executor(), resolver, api_http_settings(config.openboxes), user_agent());
    openboxes::Client client(api_settings(config.openboxes), http, clock, random);

    Polls polls;
    std::exception_ptr failure;
    auto ended = [&](std::exception_ptr error, Polls result) {
        failure = std::move(error);
        polls = std::move(result);
    };
    asio::co_spawn(
        io, poll::dry_poll(client, clock, poller_settings(config), state ? *state : empty->tables(), stream),
        ended);
    io.run();
    if (failure) std::rethrow_exception(failure);
    return polls;
}

OrderedJson to_json(const poll::DryPoll& poll)
{
    OrderedJson events = OrderedJson::array();
    for (const auto& event : poll.events) {
        events.push_back({{"id", event.id}, {"type", event.type}, {"body", OrderedJson::parse(event.body)}});
    }
    return {{"stream", poll.stream},
            {"baseline", poll.baseline},
            {"rows", poll.rows},
            {"requests", poll.requests},
            {"storm", poll.storm},
            {"events", std::move(events)},
            {"error", poll.error.empty() ? OrderedJson() : OrderedJson(poll.error)}};
}

void print(const poll::DryPoll& poll)
{
    if (!poll.error.empty()) {
        fmt::print("{}: failed: {}\n", core::printable(poll.stream), core::printable(poll.error));
        return;
    }
    fmt::print("{}: {} rows in {} requests; {}{}\n", core::printable(poll.stream), poll.rows, poll.requests,
               poll.baseline ? std::string("the first poll, which is silent: later ones are compared with it")
                             : fmt::format("{} events", poll.events.size()),
               poll.storm ? ": the daemon holds them until they are released" : "");
    for (const auto& event : poll.events)
        fmt::print("  {} {}\n  {}\n", event.type, event.id, core::printable_json(event.body));
}

}  // namespace

int dry_run_poll(const config::Config& config, const std::string& stream, bool json)
{
    const auto polls = run_polls(config, stream);
    if (!polls) throw CommandError(EXIT_FAILURE, polls.error().detail);
    if (polls->empty())
        throw CommandError(EXIT_FAILURE,
                           fmt::format("there is no stream \"{}\"; `status` names them", stream));

    bool failed = false;
    OrderedJson document = OrderedJson::array();
    for (const auto& poll : *polls) {
        failed = failed || !poll.error.empty();
        if (json) {
            document.push_back(to_json(poll));
        } else {
            print(poll);
        }
    }
    if (json) print_json({{"polls", document}});
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace webhookd::app
