#include <memory>

#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/dry_run.hpp"

namespace webhookd::app {

namespace {

struct Options : CommonOptions
{
    std::string stream;
    bool dry_run = false;
};

int poll(const Options& options)
{
    if (!options.dry_run) {
        throw CommandError(
            exit_usage,
            "poll needs --dry-run: what is polled for good is polled by the daemon (openboxes-webhookd "
            "run), on its schedule");
    }
    const auto loaded = load_or_complain(options.config_path);
    return dry_run_poll(loaded.config, options.stream, options.json);
}

}  // namespace

void add_poll(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("poll", "Polls once and prints the events that would be emitted");
    add_common_options(*command, *options);
    command->add_option("STREAM", options->stream, "only this stream, as `status` names it, e.g. products")
        ->type_name("");
    command->add_flag("--dry-run", options->dry_run, "write nothing, send nothing");
    command->footer("Example: openboxes-webhookd poll products --dry-run");
    command->callback([options, &chosen] { chosen = [options] { return poll(*options); }; });
}

}  // namespace webhookd::app
