#include <memory>

#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/state_file.hpp"
#include "app/commands/subscriber_status.hpp"

namespace webhookd::app {

namespace {

int list(const CommonOptions& options)
{
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto tables = open_state(loaded.config);
    const auto subscribers = subscriber_statuses(loaded.config, *tables);
    if (options.json) {
        print_json({{"subscribers", document_of(subscribers)}});
    } else {
        print_subscribers(subscribers);
    }
    return exit_ok;
}

void add_list(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<CommonOptions>();
    auto* command = family.add_subcommand("list", "Prints the subscribers, their state and their backlog");
    add_common_options(*command, *options);
    command->footer("Example: openboxes-webhookd subscribers list");
    command->callback([options, &chosen] { chosen = [options] { return list(*options); }; });
}

}  // namespace

void add_subscribers(CLI::App& app, Action& chosen)
{
    auto* family = app.add_subcommand("subscribers", "Shows who is sent webhooks");
    family->require_subcommand(1);
    family->footer("Example: openboxes-webhookd subscribers list");
    add_list(*family, chosen);
}

}  // namespace webhookd::app
