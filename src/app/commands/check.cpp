// `check`: loads the configuration, prints all that is wrong with it, or else the budget; the two further
// answers are in check_online.cpp and check_explain.cpp.

#include "app/commands/check.hpp"

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"

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
    const auto loaded = config::load(options.config_path);
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
        ->add_option(
            "--explain", options->event,
            "say, per subscriber, whether this event would be sent or why not (- reads standard input)")
        ->type_name("EVENT.json")
        ->excludes(online);
    command->footer(
        "All errors are reported at once, each with file, line, column and key; exit status 2.\n\n"
        "Example: openboxes-webhookd check --online -c openboxes-webhooks.yaml\n"
        "         openboxes-webhookd check --explain event.json\n\n"
        "Credentials exist only inside the service; in a shell, name the folder that LoadCredential= reads "
        "from:\n"
        "         CREDENTIALS_DIRECTORY=/etc/openboxes-webhooks/secrets openboxes-webhookd check");
    command->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

}  // namespace webhookd::app
