#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/subscriber_table.hpp"
#include "app/commands/table.hpp"

namespace webhookd::app {

namespace {

void print_streams(const OrderedJson& streams)
{
    Table table({"stream", "baselined", "last success", "lag", "next poll", "failures", "last error"});
    for (const auto& stream : streams) {
        auto row = cells(stream, {"name", "baselined", "last_success_at", "lag_seconds", "next_poll_at",
                                  "failures", "last_error"});
        const auto& lag = stream["lag_seconds"];
        if (lag.is_number()) row[3] = core::format_duration(std::chrono::seconds(lag.get<std::int64_t>()));
        table.add(std::move(row));
    }
    print_table(table, "no stream has been polled yet");
}

void print_budget(const OrderedJson& budget)
{
    const auto& needed = budget["needed_per_minute"];
    fmt::print("budget: {} requests/min, of which polling needs {}{}\n", cell(budget["requests_per_minute"]),
               needed.is_number()
                   ? fmt::format("{:.1f}", needed.get<double>())
                   : fmt::format("{:.1f} + {:.1f} per facility", budget["fixed_per_minute"].get<double>(),
                                 budget["per_facility_per_minute"].get<double>()),
               budget.contains("used_last_minute")
                   ? fmt::format("; {} in the last minute", cell(budget["used_last_minute"]))
                   : "");
}

void print_troubles(const OrderedJson& status)
{
    const auto& daemon = status["daemon"];
    if (!daemon.value("source_reachable", true)) fmt::print("\nOPENBOXES CANNOT BE REACHED\n");
    if (!daemon.value("state_file_writable", true)) fmt::print("\nTHE STATE FILE CANNOT BE WRITTEN\n");
    const auto& configuration = status["configuration"];
    if (configuration.is_null() || configuration["reload_errors"].empty()) return;
    fmt::print("\nTHE LAST RELOAD WAS REFUSED; in force is what was read at {}\n",
               cell(configuration["loaded_at"]));
    for (const auto& error : configuration["reload_errors"])
        fmt::print("  {}\n", cell(error));
}

int status(const CommonOptions& options)
{
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto status = StateReader(loaded.config).get(Target("/v1/status"));
    if (options.json) {
        print_json(status);
        return exit_ok;
    }
    print_streams(status["streams"]);
    fmt::print("\n");
    print_subscribers(status["subscribers"]);
    fmt::print("\n");
    print_budget(status["budget"]);
    print_troubles(status);
    return exit_ok;
}

}  // namespace

void add_status(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<CommonOptions>();
    auto* command = app.add_subcommand(
        "status",
        "Prints the streams (last success, lag, next poll), the subscribers (state, backlog) and the budget");
    add_common_options(*command, *options);
    command->footer(
        "Example: openboxes-webhookd status --json | jq '.subscribers[] | select(.state != \"healthy\")'");
    command->callback([options, &chosen] { chosen = [options] { return status(*options); }; });
}

}  // namespace webhookd::app
