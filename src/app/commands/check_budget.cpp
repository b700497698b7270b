// The budget of `check`, as JSON and as two tables: what the intervals cost, and how long after a change its
// event is told, also with twice the budget.

#include <cmath>
#include <cstdio>

#include <fmt/format.h>

#include "app/commands/check.hpp"
#include "app/commands/table.hpp"

namespace webhookd::app {

namespace {

/// Two digits are more than anybody needs, and keep the JSON free of binary noise.
double rounded(double value)
{
    return std::round(value * 100) / 100;
}

std::string figure(double value)
{
    return fmt::format("{:g}", rounded(value));
}

std::string interval_text(const core::StreamCost& stream)
{
    if (!stream.interval) return "auto";
    return stream.interval->count() == 0 ? "off" : core::format_duration(*stream.interval);
}

/// To the second: more would promise too much.
std::string seconds_text(core::Duration duration)
{
    return core::format_duration(std::chrono::ceil<std::chrono::seconds>(duration));
}

OrderedJson delay_document(const std::optional<core::ExpectedDelay>& delay)
{
    if (!delay) return nullptr;
    return {{"mean_seconds", std::chrono::duration<double>(delay->mean).count()},
            {"worst_seconds", std::chrono::duration<double>(delay->worst).count()}};
}

std::string delay_text(const std::optional<core::ExpectedDelay>& delay)
{
    if (!delay) return "-";
    return fmt::format("{} (at worst {})", seconds_text(delay->mean), seconds_text(delay->worst));
}

void print_intervals(const core::RequestBudget& budget)
{
    Table table({"  polling", "interval", "requests/min"});
    for (const auto& stream : budget.streams) {
        const bool fixed = stream.interval && stream.interval->count() > 0;
        const auto* each = stream.per_facility ? " per facility" : "";
        table.add({"  " + stream.name, interval_text(stream),
                   fixed ? figure(stream.requests_per_minute()) + each : ""});
    }
    fmt::print("{}", table.text());
}

/// How late a webhook is, by what it is about.
void print_delays(const core::RequestBudget& budget)
{
    Table table({"  event", "told after", fmt::format("with {} requests/min", 2 * budget.limit)});
    for (const auto& stream : budget.streams) {
        if (stream.interval == core::Duration::zero()) continue;
        for (const auto& type : stream.events) {
            table.add({"  " + type, delay_text(budget.delay(stream)), delay_text(budget.delay(stream, 2))});
        }
    }
    fmt::print("{}", table.text());
}

void print_unknown_total(const core::RequestBudget& budget)
{
    fmt::print("  together {} + {} per facility; how many facilities there are is known with --online\n",
               figure(budget.fixed_per_minute()), figure(budget.per_facility_per_minute()));
    if (budget.per_facility_per_minute() == 0) return;
    const auto left = static_cast<double>(budget.limit) - budget.fixed_per_minute();
    fmt::print("  requests_per_minute {} is enough for {} facilities\n", budget.limit,
               std::floor(std::max(left, 0.0) / budget.per_facility_per_minute()));
}

}  // namespace

OrderedJson budget_document(const core::RequestBudget& budget)
{
    auto streams = OrderedJson::array();
    for (const auto& stream : budget.streams) {
        streams.push_back({{"name", stream.name},
                           {"types", stream.events},
                           {"interval", interval_text(stream)},
                           {"requests_per_minute", rounded(stream.requests_per_minute())},
                           {"per_facility", stream.per_facility},
                           {"delay", delay_document(budget.delay(stream))},
                           {"delay_with_twice_the_budget", delay_document(budget.delay(stream, 2))}});
    }
    const auto total = budget.per_minute();
    return {{"requests_per_minute", budget.limit},
            {"needed_per_minute", total ? OrderedJson(rounded(*total)) : OrderedJson()},
            {"fixed_per_minute", rounded(budget.fixed_per_minute())},
            {"per_facility_per_minute", rounded(budget.per_facility_per_minute())},
            {"facilities", budget.facilities ? OrderedJson(*budget.facilities) : OrderedJson()},
            {"exceeded", budget.exceeded()},
            {"feeds", budget.is_fed()},
            {"streams", streams}};
}

void print_budget(const core::RequestBudget& budget)
{
    fmt::print("request budget: {} requests/min for everything\n", budget.limit);
    print_intervals(budget);
    const auto total = budget.per_minute();
    if (total && budget.facilities) {
        fmt::print("  {} with {} facilit{}\n",
                   *total > 0 ? "together " + figure(*total) : "auto takes what there is,",
                   *budget.facilities, *budget.facilities == 1 ? "y" : "ies");
    } else {
        print_unknown_total(budget);
    }
    if (budget.exceeded()) {
        fmt::print(
            "  this exceeds requests_per_minute {}: polls will come later than configured; lengthen the "
            "intervals, name fewer facilities, or raise the budget\n",
            budget.limit);
    }
    print_delays(budget);
}

}  // namespace webhookd::app
