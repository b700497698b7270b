// `rules try`: reads OpenBoxes once and shows, for each event that the configuration asks for, what it could
// happen to next.

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/one_off.hpp"
#include "app/commands/output.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/poll/dry_run.hpp"

namespace webhookd::app {

namespace {

OrderedJson to_json(const poll::Trial& trial)
{
    auto nearest = OrderedJson::array();
    for (const auto& near : trial.nearest)
        nearest.push_back({{"id", near.id},
                           {"label", near.label},
                           {"values", OrderedJson(near.values)},
                           {"distance", near.distance}});
    return {{"type", trial.type},
            {"rows", trial.rows},
            {"couldBe", trial.could_be},
            {"nearest", std::move(nearest)},
            {"error", trial.error.empty() ? OrderedJson() : OrderedJson(trial.error)}};
}

void print(const poll::Trial& trial, const core::EventType& type)
{
    fmt::print("{}: {}\n", trial.type, core::in_words(type.causes.front().when));
    if (!trial.error.empty()) fmt::print("  not all could be read: {}\n", core::printable(trial.error));
    if (std::holds_alternative<core::Appears>(type.causes.front().when)) {
        fmt::print("  {} are there already; each new one is told\n", trial.rows);
        return;
    }
    fmt::print("  could happen to {} of {}{}\n", trial.could_be, trial.rows,
               trial.nearest.empty() ? "" : "; the nearest:");
    for (const auto& near : trial.nearest)
        fmt::print("    {} {}\n", core::printable(near.label.empty() ? near.id : near.label),
                   core::printable_json(near.values.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

int try_rules(const CommonOptions& options)
{
    const auto loaded = load_or_complain(options.config_path);
    print_problems(loaded.warnings);
    const auto& config = loaded.config;
    if (config.events.empty())
        throw CommandError(exit_usage, fmt::format("{} asks for no events beside those that are built in: "
                                                   "there is no `events:`",
                                                   options.config_path));
    OneOffClient client(config.openboxes);
    const auto on_list = [](const std::string& list) {
        if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "reading {}\n", core::printable(list));
    };
    const auto trials =
        run_alone(client.io, poll::try_rules(client.api, client.clock, config.poller, on_list));
    if (!trials) throw CommandError(exit_failed, trials.error().detail);

    bool failed = false;
    auto document = OrderedJson::array();
    for (const auto& trial : *trials) {
        failed = failed || !trial.error.empty();
        if (options.json)
            document.push_back(to_json(trial));
        else
            print(trial, *config.poller.source.rulebook->find_type(trial.type));
    }
    if (options.json) print_json({{"rules", document}});
    return failed ? exit_failed : exit_ok;
}

}  // namespace

void add_rules(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<CommonOptions>();
    auto* rules = app.add_subcommand("rules", "Tries the events that the configuration asks for (`events:`)");
    rules->require_subcommand(1);
    auto* command = rules->add_subcommand(
        "try",
        "Reads OpenBoxes once, whole, and shows what each could happen to, the nearest three with their "
        "values; without the daemon, and nothing is written or sent");
    add_common_options(*command, *options);
    command->footer("Example: openboxes-webhookd rules try -c openboxes-webhooks.yaml");
    command->callback([options, &chosen] { chosen = [options] { return try_rules(*options); }; });
}

}  // namespace webhookd::app
