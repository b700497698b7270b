#pragma once
// "Did you mean": what to say when a word of the command line names no command.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace webhookd::app {

/// One sentence when `arguments` (without the program's name) do not begin with a complete command, else
/// null.
std::optional<std::string> command_error(const CLI::App& app, std::span<const std::string> arguments);

}  // namespace webhookd::app
