// `log`, the sync log, and `audit`, what was commanded; newest first.

#include <memory>

#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/output.hpp"

namespace webhookd::app {

namespace {

struct LogOptions : FilterOptions
{
    std::string stream;
    std::string outcome;
};

void print_polls(const OrderedJson& document)
{
    Table table(
        {"began", "took", "stream", "reach", "outcome", "requests", "rows", "changes", "events", "error"});
    for (const auto& poll : document["polls"]) {
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
    show(options, read_list(options, target, "polls"), print_polls);
    return exit_ok;
}

struct AuditOptions : FilterOptions
{
    std::string action;
};

void print_actions(const OrderedJson& document)
{
    Table table({"began", "action", "arguments", "by", "outcome", "error"});
    for (const auto& action : document["actions"])
        table.add(cells(action, {"began_at", "action", "arguments", "by", "outcome", "error"}));
    print_table(table, "nothing was commanded that matches");
}

int audit(const AuditOptions& options)
{
    auto target = options.target("/v1/audit");
    target.with("action", options.action);
    show(options, read_list(options, target, "actions"), print_actions);
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
        ->check(CLI::IsMember({"ok", "uncertified", "failed", "held"}));
    command->footer("Example: openboxes-webhookd log --stream stock-movements/ --outcome failed --since 2h");
    command->callback([options, &chosen] { chosen = [options] { return log(*options); }; });
}

void add_audit(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<AuditOptions>();
    auto* command = app.add_subcommand(
        "audit", "Prints what was commanded, newest first: by whom, when, and how it ended");
    add_filter_options(*command, *options);
    command->add_option("--action", options->action, "only this, such as 'subscribers pause'")
        ->type_name("TEXT");
    command->footer(
        "`uid N` is a user at the control socket; an address is one that has shown the token.\n\n"
        "Example: openboxes-webhookd audit --action replay --since 7d");
    command->callback([options, &chosen] { chosen = [options] { return audit(*options); }; });
}

}  // namespace webhookd::app
