// `log`: the sync log, newest first.

#include <memory>

#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/filter_options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/table.hpp"

namespace webhookd::app {

namespace {

struct LogOptions : FilterOptions
{
    std::string stream;
    std::string outcome;
};

void print_polls(const OrderedJson& polls)
{
    Table table(
        {"began", "took", "stream", "reach", "outcome", "requests", "rows", "changes", "events", "error"});
    for (const auto& poll : polls) {
        auto row = cells(poll, {"began_at", "duration_ms", "stream", "reach", "outcome", "requests", "rows",
                                "changes", "events", "error"});
        row[1] = core::format_duration(core::Duration(poll["duration_ms"].get<std::int64_t>()));
        table.add(std::move(row));
    }
    print_table(table, "no polls match");
}

int log(const LogOptions& options)
{
    auto target = options.target("/v1/polls");
    target.with("stream", options.stream).with("outcome", options.outcome);
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto document = StateReader(loaded.config).get_list(target, "polls", options.limit);
    if (options.json) {
        print_json(document);
    } else {
        print_polls(document["polls"]);
    }
    return exit_ok;
}

}  // namespace

void add_log(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<LogOptions>();
    auto* command =
        app.add_subcommand("log", "Prints the sync log: one line per poll, newest first, failed ones too");
    add_filter_options(*command, *options);
    command->add_option("--stream", options->stream, "only this stream; a name that ends in / is a prefix")
        ->type_name("NAME");
    command->add_option("--outcome", options->outcome, "only polls that ended so")
        ->type_name("")
        ->check(CLI::IsMember({"ok", "uncertified", "failed", "held", "skipped"}));
    command->footer("Example: openboxes-webhookd log --stream stock-movements/ --outcome failed --since 2h");
    command->callback([options, &chosen] { chosen = [options] { return log(*options); }; });
}

}  // namespace webhookd::app
