// `audit`: what was commanded, newest first.

#include <memory>

#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/filter_options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/table.hpp"

namespace webhookd::app {

namespace {

struct AuditOptions : FilterOptions
{
    std::string action;
};

void print_actions(const OrderedJson& actions)
{
    Table table({"began", "action", "arguments", "by", "outcome", "error"});
    for (const auto& action : actions)
        table.add(cells(action, {"began_at", "action", "arguments", "by", "outcome", "error"}));
    print_table(table, "nothing was commanded that matches");
}

int audit(const AuditOptions& options)
{
    auto target = options.target("/v1/audit");
    target.with("action", options.action);
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto document = StateReader(loaded.config).get_list(target, "actions", options.limit);
    if (options.json) {
        print_json(document);
    } else {
        print_actions(document["actions"]);
    }
    return exit_ok;
}

}  // namespace

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
