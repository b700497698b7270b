// `streams list`, `rebaseline`, `release` and `drop`.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/status_tables.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::app {

namespace {

struct StreamsOptions : CommonOptions
{
    std::string stream;
};

/// Has the daemon do `action` with the stream; answers how the stream stands then.
OrderedJson command_stream(const StreamsOptions& options, std::string_view action)
{
    const auto path = fmt::format("/v1/streams/{}/{}", core::encode_query_value(options.stream), action);
    return command_daemon(options, path);
}

int rebaseline(const StreamsOptions& options)
{
    show(options, command_stream(options, "rebaseline"), [](const OrderedJson& stream) {
        fmt::print("{}: the next poll, due at {}, is a silent baseline\n", cell(stream["name"]),
                   cell(stream["next_poll_at"]));
    });
    return exit_ok;
}

/// `release` or `drop`; `fate` tells what becomes of the events.
int decide(const StreamsOptions& options, std::string_view decision, std::string_view fate)
{
    show(options, command_stream(options, decision), [fate](const OrderedJson& stream) {
        const auto name = cell(stream["name"]);
        fmt::print("{}: about {} events {} with the next poll, due at {}; `poll {}` polls now\n", name,
                   cell(stream["hold"]["events"]), fate, cell(stream["next_poll_at"]), name);
    });
    return exit_ok;
}

/// A command that takes a stream; returns it.
CLI::App* add_command(CLI::App& family, Action& chosen, const std::string& name, const std::string& purpose,
                      std::function<int(const StreamsOptions&)> run)
{
    auto options = std::make_shared<StreamsOptions>();
    auto* command = family.add_subcommand(name, purpose);
    add_common_options(*command, *options);
    command->add_option("STREAM", options->stream, "as `status` names it, e.g. products")
        ->type_name("")
        ->required();
    command->callback(
        [options, &chosen, run = std::move(run)] { chosen = [options, run] { return run(*options); }; });
    return command;
}

int list_streams(const CommonOptions& options)
{
    show(options, read_state(options, Target("/v1/streams")),
         [](const OrderedJson& document) { print_streams(document["streams"], true); });
    return exit_ok;
}

void add_stream_list(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<CommonOptions>();
    auto* command =
        family.add_subcommand("list", "Prints every stream, by facility, those that are in trouble first");
    add_common_options(*command, *options);
    command->footer("Example: openboxes-webhookd streams list");
    command->callback([options, &chosen] { chosen = [options] { return list_streams(*options); }; });
}

void add_rebaseline(CLI::App& family, Action& chosen)
{
    add_command(family, chosen, "rebaseline",
                "Makes the next poll of a stream a baseline: it reads everything and emits nothing",
                rebaseline)
        ->footer(
            "What changed in OpenBoxes since the last poll of the stream is not told to anybody:\n"
            "use it after a data import or a restored backup of OpenBoxes, whose changes nobody\n"
            "wants to hear of.\n\n"
            "Example: openboxes-webhookd streams rebaseline products");
}

void add_release(CLI::App& family, Action& chosen)
{
    add_command(family, chosen, "release",
                "Lets a poll that is held by detection.storm_limit emit its events",
                [](const StreamsOptions& options) { return decide(options, "release", "go out"); })
        ->footer(
            "`status` shows which stream is held, and `poll STREAM --dry-run` what the events are.\n"
            "They are found again and go out with the next poll. Later polls are held by the limit\n"
            "as before.\n\n"
            "Example: openboxes-webhookd streams release products");
}

void add_drop(CLI::App& family, Action& chosen)
{
    add_command(family, chosen, "drop",
                "Takes what a poll that is held by detection.storm_limit found for known",
                [](const StreamsOptions& options) { return decide(options, "drop", "are dropped"); })
        ->footer(
            "The events are never emitted; the sync log says how many they were. Later polls are\n"
            "compared with what this one saw.\n\n"
            "Example: openboxes-webhookd streams drop products");
}

}  // namespace

void add_streams(CLI::App& app, Action& chosen)
{
    auto* family = app.add_subcommand("streams", "Handles the lists that are polled");
    family->require_subcommand(1);
    family->footer("Example: openboxes-webhookd streams rebaseline products");
    add_stream_list(*family, chosen);
    add_rebaseline(*family, chosen);
    add_release(*family, chosen);
    add_drop(*family, chosen);
}

}  // namespace webhookd::app
