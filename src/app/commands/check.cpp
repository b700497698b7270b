// `check`: loads the configuration, prints all that is wrong with it, or else the budget, as JSON and as two
// tables: what the intervals cost, and how long after a change its event is told, also with twice the budget.
// `--explain` is in check_explain.cpp, `--online` in check_online.cpp.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/check_explain.hpp"
#include "app/commands/check_online.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/request_budget.hpp"
#include "app/settings.hpp"

namespace webhookd::app {

namespace {

struct CheckOptions : CommonOptions
{
    bool online = false;
    std::string event;
};

OrderedJson problem_list(const std::vector<config::Problem>& problems)
{
    auto list = OrderedJson::array();
    for (const auto& problem : problems) {
        list.push_back({{"file", problem.file},
                        {"line", problem.line},
                        {"column", problem.column},
                        {"key", problem.key},
                        {"message", problem.message}});
    }
    return list;
}

int report_errors(const std::vector<config::Problem>& problems, bool json)
{
    print_problems(problems);
    if (json) print_json({{"valid", false}, {"errors", problem_list(problems)}});
    return exit_usage;
}

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

void print_report(const std::string& path, const config::Loaded& loaded, const core::RequestBudget& budget,
                  const std::optional<OnlineReport>& online)
{
    const auto subscribers = loaded.config.subscribers.size();
    fmt::print("{}: valid, {} subscriber{}\n", path, subscribers, subscribers == 1 ? "" : "s");
    print_budget(budget);
    if (online) print_online(*online);
}

void print_document(const config::Loaded& loaded, const core::RequestBudget& budget,
                    const std::optional<OnlineReport>& online)
{
    OrderedJson document{{"valid", true},
                         {"warnings", problem_list(loaded.warnings)},
                         {"subscribers", loaded.config.subscribers.size()},
                         {"budget", budget_document(budget)}};
    if (online) {
        const auto& note = online->feeds_note;
        document["online"] = {{"complete", online->complete},
                              {"probes", online->probes},
                              {"feeds_note", note.empty() ? OrderedJson() : OrderedJson(note)}};
    }
    print_json(document);
}

int check(const CheckOptions& options)
{
    const auto loaded = load_config(options.config_path);
    if (!loaded) return report_errors(loaded.error(), options.json);
    if (!options.event.empty()) return explain(loaded->config, options.event, options.json);

    print_problems(loaded->warnings);
    std::optional<OnlineReport> online;
    if (options.online) online = probe_online(loaded->config);
    const auto budget = online ? found_budget(loaded->config, *online) : request_budget(loaded->config);
    if (options.json) {
        print_document(*loaded, budget, online);
    } else {
        print_report(options.config_path, *loaded, budget, online);
    }
    return !online || online->complete ? exit_ok : exit_failed;
}

}  // namespace

void add_check(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<CheckOptions>();
    auto* command = app.add_subcommand("check", "Validates the configuration and prints the request budget");
    add_common_options(*command, *options);
    auto* online = command->add_flag(
        "--online", options->online,
        "also log in, probe every endpoint and say what this server offers and which role is missing");
    command
        ->add_option("--explain", options->event,
                     "say, per subscriber, whether this event would be sent or why not, and print the body "
                     "where it has another form than the event (- reads standard input)")
        ->type_name("EVENT.json")
        ->excludes(online);
    command->footer(
        "All errors are reported at once, each with file, line, column and key; exit status 2. A body that "
        "cannot be made of the event: exit status 1.\n\n"
        "Example: openboxes-webhookd check --online -c openboxes-webhooks.yaml\n"
        "         openboxes-webhookd check --explain event.json\n\n"
        "Credentials exist only inside the service; in a shell, name the folder that LoadCredential= reads "
        "from:\n"
        "         CREDENTIALS_DIRECTORY=/etc/openboxes-webhooks/secrets openboxes-webhookd check");
    command->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

}  // namespace webhookd::app
