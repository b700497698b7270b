// `healthcheck`: any answer of the daemon in time is life, whatever it says.

#include <memory>
#include <string>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"

namespace webhookd::app {

namespace {

struct HealthcheckOptions : CommonOptions
{
    std::string timeout = "10s";  ///< shorter than what container engines allow, so that the reason shows
};

int healthcheck(const HealthcheckOptions& options)
{
    const auto limit = duration_argument("--timeout", options.timeout);
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto& socket = loaded.config.control.socket;
    const auto silent = why_silent(loaded.config, limit);
    if (options.json) {
        print_json({{"alive", !silent}, {"reason", silent ? OrderedJson(*silent) : OrderedJson()}});
    } else if (silent) {
        fmt::print("not alive: the daemon does not answer at {}: {}\n", socket, *silent);
    } else {
        fmt::print("alive: the daemon answers at {}\n", socket);
    }
    return silent ? exit_failed : exit_ok;
}

}  // namespace

void add_healthcheck(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<HealthcheckOptions>();
    auto* command = app.add_subcommand(
        "healthcheck", "Says whether the daemon is alive, for container engines: exit status 0 or 1");
    add_common_options(*command, *options);
    command->add_option("--timeout", options->timeout, "how long to wait for the answer")
        ->type_name("DURATION")
        ->capture_default_str();
    command->footer(
        "Alive means that it answers at its control socket in time, as /healthz does over HTTP: what a new "
        "start\n"
        "could mend. What else is wrong is for people: openboxes-webhookd status.\n\n"
        "Example: openboxes-webhookd healthcheck");
    command->callback([options, &chosen] { chosen = [options] { return healthcheck(*options); }; });
}

}  // namespace webhookd::app
