// Follows the words of the command line through the parser's tree before it parses; the first that names
// nothing gets the name nearest to it by edit distance.

#include "app/commands/suggestion.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/App.hpp>

#include "webhookd/core/text.hpp"

namespace webhookd::app {

namespace {

std::vector<std::string> command_names(const CLI::App& app)
{
    std::vector<std::string> names;
    for (const auto* command :
         app.get_subcommands([](const CLI::App* c) { return !c->get_group().empty(); })) {
        names.push_back(command->get_name());
    }
    return names;
}

}  // namespace

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

}  // namespace webhookd::app
