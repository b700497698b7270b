#pragma once
// What is POSTed for an event: the event itself (docs/events), or another form of it that a receiver wants
// which nobody can change.

#include <array>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "webhookd/http/message.hpp"
#include "webhookd/jq/program.hpp"

namespace webhookd::delivery {

enum class BodyFormat
{
    standard,            ///< the event, as Standard Webhooks has it
    cloudevents,         ///< CloudEvents 1.0, structured mode
    cloudevents_binary,  ///< CloudEvents 1.0, binary mode: attributes are headers, the body is `data`
    slack,
    teams,
    discord,
    google_chat,
};

/// As the configuration writes them.
inline constexpr std::array body_formats{
    std::pair{BodyFormat::standard, std::string_view("standard")},
    std::pair{BodyFormat::cloudevents, std::string_view("cloudevents")},
    std::pair{BodyFormat::cloudevents_binary, std::string_view("cloudevents-binary")},
    std::pair{BodyFormat::slack, std::string_view("slack")},
    std::pair{BodyFormat::teams, std::string_view("teams")},
    std::pair{BodyFormat::discord, std::string_view("discord")},
    std::pair{BodyFormat::google_chat, std::string_view("google-chat")},
};

struct BodySettings
{
    BodyFormat format = BodyFormat::standard;
    std::string jq;                                 ///< a program that makes the body instead; empty: none
    std::string content_type = "application/json";  ///< of what the program makes
    std::string jq_executable = "/proc/self/exe";   ///< jq::ProgramSettings::executable
};

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

/// The program of `settings`; null when there is none.
std::unique_ptr<jq::Program> make_program(const asio::any_io_executor& executor,
                                          const BodySettings& settings);

/// What the program is given: the event, with its id as `.id`.
std::string program_input(std::string_view event_id, std::string event);

}  // namespace webhookd::delivery
