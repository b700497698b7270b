// `init`: the first five minutes. Asks what is needed, tries it, writes the configuration.

#include <cstdio>
#include <expected>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "app/commands/arguments.hpp"
#include "app/commands/check.hpp"
#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/first_configuration.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/questions.hpp"
#include "app/settings.hpp"
#include "webhookd/async/random.hpp"
#include "webhookd/async/resolver.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/core/url.hpp"
#include "webhookd/delivery/webhook/endpoint.hpp"

namespace webhookd::app {

namespace {

struct InitOptions : CommonOptions, FirstAnswers
{
    bool no_try = false;
};

/// What no option answered. True when the secret was made here, so that nobody knows it yet.
bool complete(InitOptions& options)
{
    if (options.url.empty())
        options.url = ask("URL of OpenBoxes, as in https://yourorg.openboxes.cloud/openboxes", "--url");
    if (options.username.empty())
        options.username = ask("Account in OpenBoxes (the role Browser is enough)", "--username");
    if (options.password.empty()) options.password = ask_secretly("Its password", "--password");
    if (options.subscriber_url.empty())
        options.subscriber_url = ask("URL that gets the webhooks", "--subscriber-url");
    if (options.events.empty()) {
        const auto list = ask("Event types, with commas between them (* for all)", "--events", "*");
        options.events = CLI::detail::split(list, ',');
    }
    for (auto& event : options.events)
        event = CLI::detail::trim_copy(event);
    const bool new_secret = options.secret.empty();
    if (new_secret) options.secret = core::SigningKey::generate(false).reveal();
    return new_secret;
}

config::Config read_back(const std::string& text, const std::string& path)
{
    auto loaded = config::load_text(text, path);
    if (loaded) return std::move(loaded->config);
    for (const auto& problem : loaded.error())
        fmt::print(stderr, "{}: {}\n", problem.key, problem.message);
    throw CommandError(exit_usage, "nothing was written");
}

std::expected<delivery::Result, std::string> ping(const config::Config& config)
{
    asio::io_context io;  // destroyed last, as ThreadResolver demands
    async::Random random;
    async::ThreadResolver resolver;
    const auto& subscriber = config.subscribers.front();
    delivery::WebhookEndpoint endpoint(io.get_executor(), resolver, webhook_settings(subscriber));
    const auto id = fmt::format("{:016x}{:016x}", random.bits(), random.bits());
    auto event = core::ping_event(config.openboxes.url, id, subscriber.name, now());
    auto sent = asio::co_spawn(io, endpoint.send({std::move(event.id), std::move(event.body), now()}),
                               asio::use_future);
    io.run();
    return sent.get();
}

/// Whether OpenBoxes offers what is needed and the subscriber accepts a signed ping; prints both.
bool try_out(const config::Config& config, const core::SecretText& new_secret)
{
    fmt::print("\nOpenBoxes, asked as {}:\n", user_agent());
    const auto online = probe_online(config);
    print_online(online);
    if (!new_secret.empty()) {
        fmt::print("\nThe subscriber verifies signatures with this secret:\n  {}\n", new_secret.reveal());
        wait_for_enter("Give it to the subscriber, then press Enter to send a signed ping.");
    }
    const auto sent = ping(config);
    const bool accepted = sent && sent->kind == delivery::Result::Kind::delivered;
    fmt::print("\nsigned ping to {}: {}{}\n", core::shown_url(config.subscribers.front().url),
               accepted ? "accepted" : "NOT ACCEPTED: ",
               accepted ? "" : core::printable(sent ? sent->detail : sent.error()));
    return online.complete && accepted;
}

void say_what_is_next(const std::string& path)
{
    fmt::print("\nwritten: {}\n", path);
    if (belongs_to_the_service(path)) {
        fmt::print("start it with: systemctl enable --now openboxes-webhookd\n");
    } else {
        fmt::print("start it with: openboxes-webhookd run --config {}\n", path);
    }
}

int init(InitOptions options)
{
    const auto& path = options.config_path;
    refuse_to_overwrite(path);
    const bool new_secret = complete(options);
    const auto text = first_configuration(options, path);
    const auto config = read_back(text, path);
    const core::SecretText unknown(new_secret ? options.secret : "");
    if (!options.no_try && !try_out(config, unknown) &&
        !ask_yes("Something does not work yet (see above). Write the configuration all the same?")) {
        throw CommandError(exit_failed, "nothing was written; --no-try writes without trying");
    }
    write_first_configuration(path, text);
    say_what_is_next(path);
    return exit_ok;
}

void add_answers(CLI::App& command, FirstAnswers& answers)
{
    command.add_option("--url", answers.url, "base URL of OpenBoxes")->type_name("URL");
    command.add_option("--username", answers.username, "account in OpenBoxes; the role Browser is enough")
        ->type_name("NAME");
    command
        .add_option(
            "--password", answers.password,
            "its password (others can then see it in the process list), or @FILE or env:NAME, to which the "
            "configuration will refer")
        ->type_name("TEXT");
    command.add_option("--subscriber", answers.subscriber, "what the subscriber is called")
        ->type_name("NAME")
        ->default_val("erp");
    command.add_option("--subscriber-url", answers.subscriber_url, "where webhooks are sent")
        ->type_name("URL");
    command
        .add_option("--secret", answers.secret, "its signing secret, like --password; otherwise one is made")
        ->type_name("KEY");
    command.add_option("--events", answers.events, "event types and patterns, with commas between them")
        ->type_name("TYPE")
        ->delimiter(',');
    command.add_flag("--allow-private-addresses", answers.allow_private_addresses,
                     "the subscriber stands in a private network");
}

}  // namespace

void add_init(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<InitOptions>();
    auto* command = app.add_subcommand(
        "init", "Asks for what is needed, tries it, and writes a first configuration; overwrites nothing");
    add_config_option(*command, *options);
    add_answers(*command, *options);
    command->add_flag("--no-try", options->no_try,
                      "do not log in to OpenBoxes and do not ping the subscriber");
    command->footer(
        "What no option answers is asked. The file can be read by its owner only, because it holds secrets. "
        "One that\n"
        "is not the service's keeps its state file and control socket beside itself.\n\n"
        "Example: openboxes-webhookd init\n"
        "         openboxes-webhookd init -c webhooks.yaml --url https://yourorg.openboxes.cloud/openboxes "
        "\\\n"
        "             --username webhooks@yourorg.org --password @password \\\n"
        "             --subscriber-url https://erp.example.org/hooks --events 'stockMovement.*'");
    command->callback([options, &chosen] { chosen = [options] { return init(*options); }; });
}

}  // namespace webhookd::app
