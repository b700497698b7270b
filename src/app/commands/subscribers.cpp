#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/subscriber_table.hpp"
#include "webhookd/http/url.hpp"

namespace webhookd::app {

namespace {

int list(const CommonOptions& options)
{
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto document = StateReader(loaded.config).get(Target("/v1/subscribers"));
    if (options.json) {
        print_json(document);
    } else {
        print_subscribers(document["subscribers"]);
    }
    return exit_ok;
}

struct CommandOptions : CommonOptions
{
    std::string name;
    std::string reason;
};

/// Commands the daemon, and prints what has become of the subscriber.
int command_subscriber(const CommandOptions& options, const std::string& command)
{
    Json body = Json::object();
    if (!options.reason.empty()) body["reason"] = options.reason;
    const auto path = fmt::format("/v1/subscribers/{}/{}", http::encode_query_value(options.name), command);
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto subscriber = command_daemon(loaded.config, path, body);
    if (options.json) {
        print_json(subscriber);
    } else {
        print_subscribers(OrderedJson::array({subscriber}));
    }
    return exit_ok;
}

CLI::App* add_command(CLI::App& family, Action& chosen, const std::string& name,
                      const std::string& description, const std::shared_ptr<CommandOptions>& options)
{
    auto* command = family.add_subcommand(name, description);
    add_common_options(*command, *options);
    command->add_option("NAME", options->name, "the subscriber")->type_name("")->required();
    command->footer(fmt::format("Example: openboxes-webhookd subscribers {} erp", name));
    command->callback([options, name, &chosen] {
        chosen = [options, name] { return command_subscriber(*options, name); };
    });
    return command;
}

void add_pause(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<CommandOptions>();
    auto* command = add_command(
        family, chosen, "pause",
        "Sends nothing to a subscriber until it is resumed, restarts included; its events queue", options);
    command->add_option("--reason", options->reason, "shown by `status`")->type_name("TEXT");
}

void add_resume(CLI::App& family, Action& chosen)
{
    add_command(
        family, chosen, "resume",
        "Sends again to a subscriber that is held: by pause, after an answer of 410, or after days of "
        "failures",
        std::make_shared<CommandOptions>());
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
    auto* family = app.add_subcommand("subscribers", "Shows who is sent webhooks; pauses and resumes them");
    family->require_subcommand(1);
    family->footer("Example: openboxes-webhookd subscribers list");
    add_list(*family, chosen);
    add_pause(*family, chosen);
    add_resume(*family, chosen);
}

}  // namespace webhookd::app
