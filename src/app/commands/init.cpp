// `init`: the first five minutes. Asks what is needed, tries it, writes the configuration, into a file that
// is made with O_EXCL and removed again when it cannot be written whole.

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <expected>
#include <filesystem>
#include <memory>
#include <system_error>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/check_online.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/one_off.hpp"
#include "app/commands/options.hpp"
#include "app/commands/questions.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/json.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::app {

namespace {

/// What a person answered. A secret is a text, `@FILE` or `env:NAME`; the latter two become references.
struct FirstAnswers
{
    std::string url;
    std::string username;
    std::string password;
    std::string subscriber;
    std::string subscriber_url;
    std::string secret;
    std::vector<std::string> events;
    bool allow_private_addresses = false;
};

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

constexpr auto account = "openboxes-webhooks";

/// A double-quoted scalar of YAML: JSON's strings are a subset of those.
std::string quoted(const std::string& text)
{
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string secret_value(const std::string& text)
{
    if (text.starts_with('@'))
        return fmt::format("{{file: {}}}", quoted(std::filesystem::absolute(text.substr(1)).string()));
    if (text.starts_with("env:")) return fmt::format("{{env: {}}}", quoted(text.substr(4)));
    return quoted(text);
}

std::string event_list(const std::vector<std::string>& events)
{
    std::string list;
    for (const auto& event : events)
        list += (list.empty() ? "" : ", ") + quoted(event);
    return list;
}

std::string problem_with(const std::string& path, int error)
{
    return fmt::format("cannot write {}: {}", path, std::generic_category().message(error));
}

class File
{
  public:
    explicit File(const std::string& path)
        : path_(path), descriptor_(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600))
    {
        if (descriptor_ < 0) throw CommandError(exit_failed, problem_with(path_, errno));
    }
    ~File() { close(descriptor_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void write(std::string_view text) const
    {
        while (!text.empty()) {
            const auto written = ::write(descriptor_, text.data(), text.size());
            check(written < 0 ? -1 : 0);
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        check(fsync(descriptor_));
    }

    void give_to(const passwd& owner) const { check(fchown(descriptor_, owner.pw_uid, owner.pw_gid)); }

  private:
    /// Half a configuration is worse than none.
    void check(int result) const
    {
        if (result == 0) return;
        const int error = errno;
        unlink(path_.c_str());
        throw CommandError(exit_failed, problem_with(path_, error));
    }

    const std::string& path_;
    int descriptor_;
};

/// Where the packaged service looks; a file elsewhere keeps its state file and its socket beside itself.
bool belongs_to_the_service(const std::string& path)
{
    return path == CommonOptions().config_path;
}

/// The YAML text: a dozen lines with comments, and nothing that is as the default. Plain http to the
/// subscriber is allowed where its URL says so.
std::string first_configuration(const FirstAnswers& answers, const std::string& path)
{
    auto text = fmt::format(
        R"(# Written by `openboxes-webhookd init`. Every other key: man openboxes-webhooks.yaml
openboxes:
  url: {}
  username: {}   # the role Browser is enough
  password: {}   # or {{file: PATH}}, {{env: NAME}}, {{credential: NAME}}
subscribers:
  - name: {}   # what `status` calls it
    url: {}
    secret: {}   # it verifies signatures with this
    events: [{}]   # all types: openboxes-webhookd schema
)",
        quoted(answers.url), quoted(answers.username), secret_value(answers.password),
        quoted(answers.subscriber), quoted(answers.subscriber_url), secret_value(answers.secret),
        event_list(answers.events));
    if (answers.subscriber_url.starts_with("http:"))
        text += "    allow_http: true   # anybody on the way can read the events\n";
    if (answers.allow_private_addresses)
        text += "    allow_private_addresses: true   # it stands in the network of this machine\n";
    if (!belongs_to_the_service(path)) {
        text +=
            "store: {path: state.db}   # beside this file, as the socket for commands\n"
            "control: {socket: control.sock}\n";
    }
    return text;
}

void refuse_to_overwrite(const std::string& path)
{
    std::error_code unreadable;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, unreadable))) return;
    throw CommandError(exit_failed, fmt::format("{} exists and is not overwritten: move it away, or write "
                                                "to another file with --config FILE",
                                                path));
}

/// Makes the file with mode 0600, for the account of the service if root writes the service's configuration.
/// Overwrites nothing, whoever is faster.
void write_first_configuration(const std::string& path, const std::string& text)
{
    const auto folder = std::filesystem::absolute(path).parent_path();
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    const File file(path);
    file.write(text);
    const auto* owner = geteuid() == 0 && belongs_to_the_service(path) ? getpwnam(account) : nullptr;
    if (owner != nullptr) file.give_to(*owner);
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
    auto event = core::ping_event(config.openboxes.api.url, id, subscriber.name, now());
    return run_alone(io, endpoint.send({std::move(event.id), std::move(event.body), now()}));
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
