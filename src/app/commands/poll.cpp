// `poll`: has the daemon poll a stream now, or with `--dry-run` does it in this process, without the daemon.

#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/table.hpp"
#include "app/dry_run.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::app {

namespace {

struct PollOptions : CommonOptions
{
    std::string stream;
    bool dry_run = false;
};

/// Has the daemon poll; prints the row of the sync log.
int poll_now(const PollOptions& options)
{
    const auto path = fmt::format("/v1/streams/{}/poll", core::encode_query_value(options.stream));
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto poll = command_daemon(loaded.config, path);
    if (options.json) {
        print_json(poll);
    } else {
        fmt::print("{}: {} ({}), {} rows in {} requests, {} changes, {} events{}\n", cell(poll["stream"]),
                   cell(poll["outcome"]), cell(poll["reach"]), cell(poll["rows"]), cell(poll["requests"]),
                   cell(poll["changes"]), cell(poll["events"]),
                   poll["error"].is_null() ? "" : ": " + cell(poll["error"]));
    }
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
