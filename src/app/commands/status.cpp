// `status`: prints the document of /v1/status for people, the troubles at the end, where they are seen.

#include <cmath>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/status_tables.hpp"
#include "webhookd/core/printable.hpp"

namespace webhookd::app {

namespace {

struct StatusOptions : CommonOptions
{
    bool all = false;
};

void print_feeds(const OrderedJson& feeds)
{
    const auto& note = feeds["note"];
    if (!note.is_null()) fmt::print("feeds: {}\n", core::printable(note.get<std::string>()));
    if (note.is_null() && feeds["working"] == true)
        fmt::print("feeds: working, they see all facilities at once\n");
}

std::string needs(const OrderedJson& budget)
{
    const auto needed = budget["needed_per_minute"].get<double>();
    if (needed == 0) return "the `auto` intervals take what there is";
    const auto& facilities = budget["facilities"];
    return fmt::format(
        "the configured intervals need {:.1f}{}", needed,
        facilities.is_null() ? "" : fmt::format(" with {} facilities", facilities.get<std::size_t>()));
}

/// How late a change is told, and whether that is kept.
void print_delays(const OrderedJson& delays)
{
    for (const auto& delay : delays) {
        const auto& behind = delay["behind_seconds"];
        const auto worst = delay["worst_seconds"].get<double>();
        std::string kept;
        if (behind.is_null()) kept = "; not before the first scans are done";
        if (behind.is_number() && behind > worst)
            kept = fmt::format("; NOT KEPT: what is known is {} s old", cell(behind));
        fmt::print("  {}: told after {:.0f} s, at worst {:.0f} s{}\n",
                   fmt::join(delay["types"].get<std::vector<std::string>>(), ", "),
                   std::ceil(delay["mean_seconds"].get<double>()), std::ceil(worst), kept);
    }
}

void print_budget(const OrderedJson& budget)
{
    const bool running = budget.contains("used_last_minute");
    fmt::print("budget: {} requests/min; {}{}\n", cell(budget["requests_per_minute"]), needs(budget),
               running ? fmt::format("; {} in the last minute", cell(budget["used_last_minute"])) : "");
    if (budget["exceeded"] == true)
        fmt::print("  that is more than allowed: polls come later than configured\n");
    if (running) print_delays(budget["delays"]);
}

void print_troubles(const OrderedJson& status)
{
    const auto& daemon = status["daemon"];
    if (!daemon.value("source_reachable", true)) fmt::print("\nOPENBOXES CANNOT BE REACHED\n");
    if (!daemon.value("state_file_writable", true)) {
        const auto damage = daemon.value("state_file_damage", OrderedJson());
        fmt::print("\nTHE STATE FILE {}\n",
                   damage.is_null() ? "CANNOT BE WRITTEN" : "IS DAMAGED: " + cell(damage));
    }
    const auto& configuration = status["configuration"];
    if (configuration.is_null() || configuration["reload_errors"].empty()) return;
    fmt::print("\nTHE LAST RELOAD WAS REFUSED; in force is what was read at {}\n",
               cell(configuration["loaded_at"]));
    for (const auto& error : configuration["reload_errors"])
        fmt::print("  {}\n", cell(error));
}

int status(const StatusOptions& options)
{
    show(options, read_state(options, Target("/v1/status")), [&options](const OrderedJson& status) {
        print_streams(status["streams"], options.all);
        print_feeds(status["feeds"]);
        fmt::print("\n");
        print_subscribers(status["subscribers"]);
        fmt::print("\n");
        print_budget(status["budget"]);
        print_troubles(status);
    });
    return exit_ok;
}

}  // namespace

void add_status(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<StatusOptions>();
    auto* command = app.add_subcommand(
        "status", "Prints the streams (the worst first), the subscribers (state, backlog) and the budget");
    add_common_options(*command, *options);
    command->add_flag("--all", options->all,
                      "list every stream, also of facilities of which there is nothing to say");
    command->footer(
        "Example: openboxes-webhookd status --json | jq '.subscribers[] | select(.state != \"healthy\")'");
    command->callback([options, &chosen] { chosen = [options] { return status(*options); }; });
}

}  // namespace webhookd::app
