#include <array>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/filter_options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/state_file.hpp"
#include "app/commands/table.hpp"

namespace webhookd::app {

namespace {

using store::PollOutcome;
constexpr std::array all_outcomes{PollOutcome::ok, PollOutcome::uncertified, PollOutcome::failed,
                                  PollOutcome::held, PollOutcome::skipped};

struct Options : FilterOptions
{
    std::string stream;
    std::string outcome;
};

std::vector<std::string> outcome_names()
{
    std::vector<std::string> names;
    names.reserve(all_outcomes.size());
    for (const auto outcome : all_outcomes)
        names.emplace_back(store::to_string(outcome));
    return names;
}

OrderedJson document_of(const store::PollRecord& poll)
{
    return {{"id", poll.id},
            {"stream", poll.stream},
            {"reach", poll.reach},
            {"began_at", core::format_timestamp(poll.began_at)},
            {"ended_at", core::format_timestamp(poll.ended_at)},
            {"outcome", store::to_string(poll.outcome)},
            {"requests", poll.requests},
            {"rows", poll.rows},
            {"changes", poll.changes},
            {"events", poll.events},
            {"error", text_or_null(poll.error)}};
}

void print_polls(const std::vector<store::PollRecord>& polls)
{
    Table table(
        {"began", "took", "stream", "reach", "outcome", "requests", "rows", "changes", "events", "error"});
    for (const auto& poll : polls) {
        table.add({core::format_timestamp(poll.began_at),
                   core::format_duration(poll.ended_at - poll.began_at), poll.stream, poll.reach,
                   std::string(store::to_string(poll.outcome)), fmt::to_string(poll.requests),
                   fmt::to_string(poll.rows), fmt::to_string(poll.changes), fmt::to_string(poll.events),
                   poll.error});
    }
    print_table(table, "no polls match");
}

int log(const Options& options)
{
    const store::PollFilter filter{.stream = options.stream,
                                   .outcome = store::find_poll_outcome(options.outcome),
                                   .since = options.since_time(),
                                   .until = options.until_time(),
                                   .limit = options.limit};
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto polls = open_state(loaded.config)->polls.list(filter);
    if (!options.json) {
        print_polls(polls);
        return exit_ok;
    }
    auto list = OrderedJson::array();
    for (const auto& poll : polls)
        list.push_back(document_of(poll));
    print_json({{"polls", list}});
    return exit_ok;
}

}  // namespace

void add_log(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("log", "Prints the sync log: one line per poll, newest first, failed ones too");
    add_filter_options(*command, *options);
    command->add_option("--stream", options->stream, "only this stream; a name that ends in / is a prefix")
        ->type_name("NAME");
    command->add_option("--outcome", options->outcome, "only polls that ended so")
        ->type_name("")
        ->check(CLI::IsMember(outcome_names()));
    command->footer("Example: openboxes-webhookd log --stream stock-movements/ --outcome failed --since 2h");
    command->callback([options, &chosen] { chosen = [options] { return log(*options); }; });
}

}  // namespace webhookd::app
