#pragma once
// What is POSTed for an event: the event itself (docs/events), or another form of it that a receiver wants
// which nobody can change.

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/core/settings.hpp"
#include "webhookd/http/message.hpp"
#include "webhookd/jq/program.hpp"

namespace webhookd::delivery {

using core::BodyFormat;
using core::BodySettings;

struct Body
{
    std::string bytes;
    http::Headers headers;  ///< Content-Type, and what else belongs to the form
};

/// In one of the forms that need no program. `event` is a stored body; the same event gives the same bytes.
/// Throws nlohmann::json::exception when it is none.
Body format_body(BodyFormat format, std::string_view event_id, std::string event);

/// What a person reads of an event in a chat: a line of what happened to what, and some lines of the rest.
/// Throws as format_body().
std::vector<std::string> chat_lines(std::string_view event);

/// Makes the bodies of one subscriber. Used on the thread of its executor; outlives no call.
class BodyMaker
{
  public:
    /// `jq_executable` runs the program, if `settings` have one (jq::ProgramSettings).
    BodyMaker(const asio::any_io_executor& executor, BodySettings settings, std::string jq_executable);

    /// As format_body(), or what the program makes of the event with its id as `.id`. Throws as format_body()
    /// and as jq::Program::apply().
    asio::awaitable<std::expected<Body, jq::NoResult>> make(std::string event_id, std::string event);

  private:
    BodySettings settings_;
    std::unique_ptr<jq::Program> program_;  ///< null: none
};

}  // namespace webhookd::delivery
