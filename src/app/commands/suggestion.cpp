#include "app/commands/suggestion.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/App.hpp>

namespace webhookd::app {

namespace {

std::size_t edit_distance(std::string_view from, std::string_view to)
{
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const auto substituted = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({substituted, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
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

}  // namespace

std::optional<std::string> find_nearest(std::string_view word, std::span<const std::string> known)
{
    std::optional<std::string> nearest;
    auto best = std::max<std::size_t>(word.size() / 2, 1) + 1;  // more than half of it changed: another word
    for (const auto& name : known) {
        const auto distance = name.starts_with(word) ? 1 : edit_distance(word, name);
        if (distance >= best) continue;
        best = distance;
        nearest = name;
    }
    return nearest;
}

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
    const auto nearest = find_nearest(word, names);
    return nearest ? fmt::format("there is no command '{}{}': did you mean '{}{}'?", prefix, word, prefix,
                                 *nearest)
                   : fmt::format("there is no command '{}{}'; there are: {}", prefix, word,
                                 fmt::join(names, ", "));
}

}  // namespace webhookd::app
