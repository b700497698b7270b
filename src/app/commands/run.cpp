// `run`: loads the configuration with its secrets and becomes the daemon.

#include <memory>

#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/daemon.hpp"

namespace webhookd::app {

namespace {

int run(const CommonOptions& options)
{
    const auto loaded = load_or_complain(options.config_path);
    return run_daemon(loaded, options.config_path);
}

}  // namespace

void add_run(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<CommonOptions>();
    auto* command = app.add_subcommand("run", "Runs the daemon in the foreground, until SIGTERM or SIGINT");
    add_config_option(*command, *options);
    command->footer(
        "Under systemd: systemctl start openboxes-webhookd\n\n"
        "Example: openboxes-webhookd run --config openboxes-webhooks.yaml");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace webhookd::app
