#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/arguments.hpp"
#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/state_file.hpp"
#include "app/commands/subscriber_status.hpp"
#include "app/commands/table.hpp"
#include "app/request_budget.hpp"

namespace webhookd::app {

namespace {

/// How old the newest knowledge about a stream is.
std::optional<std::chrono::seconds> lag(const store::StreamRecord& stream, core::Timestamp at)
{
    if (!stream.last_success_at) return std::nullopt;
    return std::chrono::floor<std::chrono::seconds>(at - *stream.last_success_at);
}

OrderedJson document_of(const store::StreamRecord& stream, core::Timestamp at)
{
    const auto behind = lag(stream, at);
    return {{"name", stream.name},
            {"baselined", stream.baselined_at.has_value()},
            {"baselined_at", time_or_null(stream.baselined_at)},
            {"last_success_at", time_or_null(stream.last_success_at)},
            {"lag_seconds", behind ? OrderedJson(behind->count()) : OrderedJson()},
            {"last_full_at", time_or_null(stream.last_full_at)},
            {"last_attempt_at", time_or_null(stream.last_attempt_at)},
            {"next_poll_at", time_or_null(stream.next_poll_at)},
            {"last_error", text_or_null(stream.last_error)},
            {"failures", stream.failures}};
}

void print_streams(const std::vector<store::StreamRecord>& streams, core::Timestamp at)
{
    Table table({"stream", "baselined", "last success", "lag", "next poll", "failures", "last error"});
    for (const auto& stream : streams) {
        const auto behind = lag(stream, at);
        table.add({stream.name, stream.baselined_at ? "yes" : "no", time_or_dash(stream.last_success_at),
                   behind ? core::format_duration(*behind) : "-", time_or_dash(stream.next_poll_at),
                   fmt::to_string(stream.failures), stream.last_error});
    }
    print_table(table, "no stream has been polled yet");
}

void print_budget_line(const RequestBudget& budget)
{
    const auto needed = budget.per_minute();
    fmt::print("budget: {} requests/min, of which polling needs {}\n", budget.limit,
               needed ? fmt::format("{:.1f}", *needed)
                      : fmt::format("{:.1f} + {:.1f} per facility", budget.fixed_per_minute(),
                                    budget.per_facility_per_minute()));
}

int status(const CommonOptions& options)
{
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto tables = open_state(loaded.config);
    const auto at = now();
    const auto streams = tables->streams.all();
    const auto subscribers = subscriber_statuses(loaded.config, *tables);
    const auto budget = request_budget(loaded.config);
    if (!options.json) {
        print_streams(streams, at);
        fmt::print("\n");
        print_subscribers(subscribers);
        fmt::print("\n");
        print_budget_line(budget);
        return exit_ok;
    }
    auto list = OrderedJson::array();
    for (const auto& stream : streams)
        list.push_back(document_of(stream, at));
    const auto needed = budget.per_minute();
    print_json({{"at", core::format_timestamp(at)},
                {"source", loaded.config.openboxes.url},
                {"streams", list},
                {"subscribers", document_of(subscribers)},
                {"budget",
                 {{"requests_per_minute", budget.limit},
                  {"needed_per_minute", needed ? OrderedJson(*needed) : OrderedJson()},
                  {"exceeded", budget.exceeded()}}}});
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
