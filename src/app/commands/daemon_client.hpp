#pragma once
// How commands reach the running daemon: requests of its API (docs/openapi.yaml) over the control socket.
// Reading ones fall back to the state file, read-only, and say so on stderr.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "app/commands/options.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::app {

/// A path of the API with its query.
class Target
{
  public:
    explicit Target(std::string path) : text_(std::move(path)) {}

    /// Adds a key, unless its value is empty.
    Target& with(std::string_view key, std::string_view value);
    const std::string& text() const { return text_; }

  private:
    std::string text_;
};

/// What a GET answers, from the daemon or, when nobody listens at its socket, from the state file. Throws
/// CommandError(exit_failed) when there is neither, or when the answer is an error.
OrderedJson read_state(const CommonOptions& options, const Target& target);

/// The first options.limit rows of a list, newest first, in as many requests as that takes. `list` is the
/// name of the list in the answers.
OrderedJson read_list(const FilterOptions& options, const Target& target, const std::string& list);

/// Asks /v1/status of the daemon over its control socket. Null when it answered, whatever it said, within
/// `limit`: its event loop turns. Otherwise why not.
std::optional<std::string> why_silent(const config::Config& config, std::chrono::milliseconds limit);

/// What a POST answers. Only the running daemon can do it: throws CommandError(exit_failed) when it does not
/// run, or when the answer is an error.
OrderedJson command_daemon(const CommonOptions& options, const std::string& path,
                           const Json& body = Json::object());

}  // namespace webhookd::app
