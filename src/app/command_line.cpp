// Every command adds itself to the parser and leaves an action to be run; an error becomes one line on stderr
// and an exit status.

#include "app/command_line.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "app/commands/commands.hpp"
#include "app/process.hpp"
#include "app/version.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::app {

namespace {

constexpr auto program = "openboxes-webhookd";

constexpr auto program_footer = R"(Exit status: 0 it worked, 1 it failed, 2 bad usage or configuration.

Example: openboxes-webhookd check --config openboxes-webhooks.yaml
Each command explains itself: openboxes-webhookd COMMAND --help)";

void add_commands(CLI::App& app, Action& chosen)
{
    add_init(app, chosen);
    add_run(app, chosen);
    add_check(app, chosen);
    add_poll(app, chosen);
    add_status(app, chosen);
    add_log(app, chosen);
    add_audit(app, chosen);
    add_events(app, chosen);
    add_deliveries(app, chosen);
    add_replay(app, chosen);
    add_subscribers(app, chosen);
    add_rules(app, chosen);
    add_schema(app, chosen);
    add_healthcheck(app, chosen);
    add_streams(app, chosen);
    add_backup(app, chosen);
    add_secret(app, chosen);
    add_sign(app, chosen);
    add_verify(app, chosen);
    add_describe(app, chosen);
}

std::vector<std::string> command_names(const CLI::App& app)
{
    std::vector<std::string> names;
    for (const auto* command :
         app.get_subcommands([](const CLI::App* c) { return !c->get_group().empty(); })) {
        names.push_back(command->get_name());
    }
    return names;
}

/// One sentence when `arguments` (without the program's name) do not begin with a complete command, else
/// null: the first word that names nothing gets the name nearest to it by edit distance.
std::optional<std::string> command_error(const CLI::App& app, std::span<const std::string> arguments)
{
    const auto names = command_names(app);
    if (names.empty()) return std::nullopt;
    const auto prefix = app.get_parent() == nullptr ? std::string() : app.get_name() + " ";
    if (arguments.empty()) {
        return fmt::format("a command is missing: {}{{{}}}", prefix, fmt::join(names, "|"));
    }
    const auto& word = arguments.front();
    if (word.starts_with("-")) return std::nullopt;
    for (const auto* command :
         app.get_subcommands([&](const CLI::App* c) { return c->get_name() == word; })) {
        return command_error(*command, arguments.subspan(1));
    }
    // More than half of it changed: another word.
    const auto nearest = core::find_nearest(word, names, std::max<std::size_t>(word.size() / 2, 1), 1);
    return nearest ? fmt::format("there is no command '{}{}': did you mean '{}{}'?", prefix, word, prefix,
                                 *nearest)
                   : fmt::format("there is no command '{}{}'; there are: {}", prefix, word,
                                 fmt::join(names, ", "));
}

int usage_error(std::string_view message)
{
    fmt::print(stderr, "{}: {}\nSee: {} --help\n", program, core::printable(message), program);
    return exit_usage;
}

/// The exit status when the arguments alone decide it; null when there is an action to run.
std::optional<int> parse(CLI::App& app, int argc, char** argv)
{
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    if (const auto error = command_error(app, arguments)) return usage_error(*error);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        return usage_error(error.what());
    }
    return std::nullopt;
}

int perform(const Action& action)
{
    try {
        const int status = action();
        if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
        fmt::print(stderr, "{}: cannot write to standard output\n", program);
    } catch (const CommandError& error) {
        fmt::print(stderr, "{}: {}\n", program, core::printable(error.what()));
        return error.status();
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}: {}\n", program, core::printable(error.what()));
    }
    return exit_failed;
}

}  // namespace

int run_command_line(int argc, char** argv)
{
    forbid_core_dumps();
    CLI::App app("Sends signed webhooks about what happens in OpenBoxes.", program);
    app.set_version_flag("--version", fmt::format("{} {}", program, version()));
    app.footer(program_footer);
    app.require_subcommand(1);
    Action chosen;
    add_commands(app, chosen);
    const auto status = parse(app, argc, argv);
    return status ? *status : perform(chosen);
}

}  // namespace webhookd::app
