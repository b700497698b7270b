// `poll`: has the daemon poll a stream now. With `--dry-run` this process does it, without the daemon: it
// compares with the state file, read-only, or an empty one in a temporary folder where there is none; prints
// what would be emitted, and writes nothing.

#include <cstdlib>
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/one_off.hpp"
#include "app/commands/output.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/core/url.hpp"
#include "webhookd/poll/dry_run.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::app {

namespace {

struct PollOptions : CommonOptions
{
    std::string stream;
    bool dry_run = false;
};

/// A state file that remembers nothing, for a server that was never polled; removed with its folder.
class EmptyState
{
  public:
    EmptyState(const std::string& source, const asio::any_io_executor& executor)
        : folder_((std::filesystem::temp_directory_path() / "openboxes-webhookd-XXXXXX").string())
    {
        if (mkdtemp(folder_.data()) == nullptr)
            throw CommandError(exit_failed, "cannot make a temporary folder");
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
    OneOffClient client(config.openboxes);
    std::unique_ptr<EmptyState> empty;
    std::unique_ptr<store::Tables> state;
    if (std::filesystem::exists(config.store.path)) {
        state = store::open_read_only(config.store.path);
    } else {
        empty = std::make_unique<EmptyState>(config.openboxes.api.url, client.io.get_executor());
    }
    return run_alone(client.io, poll::dry_poll(client.api, client.clock, config.poller,
                                               state ? *state : empty->tables(), stream));
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

/// Polls every stream, or only the one named `stream`.
int dry_run_poll(const config::Config& config, const std::string& stream, bool json)
{
    const auto polls = run_polls(config, stream);
    if (!polls) throw CommandError(exit_failed, polls.error().detail);
    if (polls->empty())
        throw CommandError(exit_failed,
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
    return failed ? exit_failed : exit_ok;
}

/// The row of the sync log.
void print_record(const OrderedJson& poll)
{
    fmt::print("{}: {} ({}), {} rows in {} requests, {} changes, {} events{}\n", cell(poll["stream"]),
               cell(poll["outcome"]), cell(poll["reach"]), cell(poll["rows"]), cell(poll["requests"]),
               cell(poll["changes"]), cell(poll["events"]),
               poll["error"].is_null() ? "" : ": " + cell(poll["error"]));
}

/// Has the daemon poll.
int poll_now(const PollOptions& options)
{
    const auto path = fmt::format("/v1/streams/{}/poll", core::encode_query_value(options.stream));
    const auto poll = command_daemon(options, path);
    show(options, poll, print_record);
    const auto& outcome = poll["outcome"];
    return outcome == "ok" || outcome == "uncertified" ? exit_ok : exit_failed;
}

int poll(const PollOptions& options)
{
    if (options.dry_run) {
        const auto loaded = load_or_complain(options.config_path);
        return dry_run_poll(loaded.config, options.stream, options.json);
    }
    if (options.stream.empty())
        throw CommandError(exit_usage, "poll needs a STREAM, which the daemon polls now, or --dry-run");
    return poll_now(options);
}

}  // namespace

void add_poll(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<PollOptions>();
    auto* command = app.add_subcommand(
        "poll",
        "Has the daemon poll a stream now; or, with --dry-run, prints the events that would be emitted");
    add_common_options(*command, *options);
    command
        ->add_option("STREAM", options->stream,
                     "a stream, as `status` names it, e.g. products; --dry-run alone polls all of them")
        ->type_name("");
    command->add_flag("--dry-run", options->dry_run, "poll without the daemon; write nothing, send nothing");
    command->footer(
        "Example: openboxes-webhookd poll products\n"
        "Example: openboxes-webhookd poll --dry-run");
    command->callback([options, &chosen] { chosen = [options] { return poll(*options); }; });
}

}  // namespace webhookd::app
