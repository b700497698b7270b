#pragma once
// One API call on its way through the simulator: what a handler reads, and the answers it can give in
// OpenBoxes' forms (openboxes-api.md 8). Problems are thrown as answers (Refusal), as Grails' exceptions are
// turned into error pages.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/options.hpp"
#include "simulator/sessions.hpp"
#include "simulator/world.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::simulator {

using Json = OrderedJson;
using test::Answer;

/// Thrown by handlers instead of returning an answer.
struct Refusal
{
    Answer answer;
};

struct Call
{
    World& world;
    const Options& options;
    const test::Request& request;
    Session& session;
    std::vector<std::string> captures;  ///< the path segments that the route left open, in order
    std::uint64_t number = 0;           ///< of the request; varies the order of ties

    std::optional<std::string> param(const std::string& name) const;  ///< empty values count as absent
    std::vector<std::string> params(const std::string& name) const;
    /// Null for a text that is no number, as Grails' params.int() has it.
    std::optional<std::int64_t> int_param(const std::string& name) const;
    bool before(Version version) const { return options.version < version; }
    bool json_wanted() const;
    const std::string& id() const { return captures.at(0); }
};

/// True when either header asks for JSON: that decides how errors look.
bool asks_for_json(const test::Request& request);

/// JSON that is text already: the rows of a list.
struct JsonText
{
    std::string text;
};

/// `{"data":…}`
Answer data_answer(const Json& data);
Answer data_answer(const JsonText& data);
/// `{"data":…,"totalCount":…}`
Answer list_answer(const Json& rows, const Json& total);
Answer list_answer(const JsonText& rows, const Json& total);

Answer redirect_answer(const Call& call, std::string_view path);

Refusal not_found(const Call& call, std::string message);
/// 500 with the Java class of the cause.
Refusal server_error(const Call& call, std::string_view cause, std::string message);
Refusal null_pointer(const Call& call);
Refusal bad_request(const Call& call, const std::string& message, std::vector<std::string> messages);

/// The error page of this status in the form that the request asks for.
Answer error_answer(const test::Request& request, int status, const Json& body);

/// Null for an empty text.
Json text_or_null(const std::string& text);
/// Null for an absent date.
Json date_or_null(const std::optional<Timestamp>& instant, std::string (*format)(Timestamp));

}  // namespace webhookd::simulator
