// `subscribers list`, `ping`, `pause` and `resume`.

#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/status_tables.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::app {

namespace {

int list_subscribers(const CommonOptions& options)
{
    show(options, read_state(options, Target("/v1/subscribers")),
         [](const OrderedJson& document) { print_subscribers(document["subscribers"]); });
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
    const auto path = fmt::format("/v1/subscribers/{}/{}", core::encode_query_value(options.name), command);
    show(options, command_daemon(options, path, body),
         [](const OrderedJson& subscriber) { print_subscribers(OrderedJson::array({subscriber})); });
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

struct PingOptions : CommonOptions
{
    std::string name;
    std::string wait = "30s";
};

/// What became of the ping's first attempt.
void print_ping(const OrderedJson& ping)
{
    const auto& attempt = ping["attempt"];
    if (attempt.is_null()) {
        fmt::print("{}: nothing was sent yet; {} waits for {}\n", cell(ping["subscriber"]),
                   cell(ping["event_id"]), cell(ping["waits_for"]));
        return;
    }
    fmt::print("{}: {} after {} ms{}{}\n", cell(ping["subscriber"]), cell(attempt["outcome"]),
               cell(attempt["duration_ms"]), attempt["detail"].is_null() ? "" : ": ",
               attempt["detail"].is_null() ? "" : cell(attempt["detail"]));
    if (!attempt["answer"].get_ref<const std::string&>().empty()) fmt::print("{}\n", cell(attempt["answer"]));
}

int ping(const PingOptions& options)
{
    const auto wait =
        std::chrono::ceil<std::chrono::seconds>(duration_argument("--wait", options.wait)).count();
    const auto path = fmt::format("/v1/subscribers/{}/ping", core::encode_query_value(options.name));
    const auto ping = command_daemon(options, path, {{"wait_seconds", wait}});
    show(options, ping, print_ping);
    const auto& attempt = ping["attempt"];
    return attempt.is_object() && attempt["outcome"] == "delivered" ? exit_ok : exit_failed;
}

void add_ping(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<PingOptions>();
    auto* command = family.add_subcommand(
        "ping", "Sends a webhookd.ping event to a subscriber, whatever its filter, and prints the answer");
    add_common_options(*command, *options);
    command->add_option("NAME", options->name, "the subscriber")->type_name("")->required();
    command->add_option("--wait", options->wait, "how long to wait for the first attempt")
        ->type_name("DURATION")
        ->capture_default_str();
    command->footer(
        "It is an event like others: stored, signed, tried again until it is accepted. Exit status 1 when "
        "the\n"
        "first attempt failed or has not ended in time.\n\n"
        "Example: openboxes-webhookd subscribers ping erp");
    command->callback([options, &chosen] { chosen = [options] { return ping(*options); }; });
}

void add_subscriber_list(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<CommonOptions>();
    auto* command = family.add_subcommand("list", "Prints the subscribers, their state and their backlog");
    add_common_options(*command, *options);
    command->footer("Example: openboxes-webhookd subscribers list");
    command->callback([options, &chosen] { chosen = [options] { return list_subscribers(*options); }; });
}

}  // namespace

void add_subscribers(CLI::App& app, Action& chosen)
{
    auto* family =
        app.add_subcommand("subscribers", "Shows who is sent webhooks; pings, pauses and resumes them");
    family->require_subcommand(1);
    family->footer("Example: openboxes-webhookd subscribers list");
    add_subscriber_list(*family, chosen);
    add_ping(*family, chosen);
    add_pause(*family, chosen);
    add_resume(*family, chosen);
}

}  // namespace webhookd::app
