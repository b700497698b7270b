#pragma once
// What an answer of OpenBoxes means (openboxes-api.md 1.3 and 8): the status and content type decide, never
// the body alone; a redirect is a message, classified by the suffix of its path and not followed. Pure.

#include <optional>
#include <string>

#include "webhookd/core/time.hpp"
#include "webhookd/http/message.hpp"
#include "webhookd/openboxes/client.hpp"

namespace webhookd::openboxes {

struct Reading
{
    enum class Kind
    {
        answer,      ///< believable JSON
        no_session,  ///< not logged in (any more)
        page,        ///< 200 with something else than JSON: a login page, a proxy's page
        limited,     ///< 429: everybody waits
        passing,     ///< the same request may be answered in a moment
        failed,      ///< for good
    };

    Kind kind = Kind::failed;
    JsonDocument body;                           ///< of an `answer`
    std::string next_link;                       ///< of an `answer`
    std::optional<core::Timestamp> server_time;  ///< of an `answer`, when its `Date` said so
    ApiError error;                              ///< of every other kind
    std::optional<core::Duration> retry_after;   ///< of `limited` and `passing`, when the server said so
};

/// `now` is needed for a `Retry-After` date without a `Date` beside it.
Reading read_answer(const http::Answer& answer, core::Timestamp now);

/// An exchange without an answer.
Reading read_failure(const http::Failure& failure);

/// For the two endpoints that answer 200 with a plain text (login, chooseLocation): an `answer` with a null
/// body, or what read_answer() makes of it. A 401 stays `no_session`: with the login it means "refused".
Reading read_text_answer(const http::Answer& answer, core::Timestamp now);

/// The sentence that an error body holds (openboxes-api.md 8); empty when it holds none.
std::string error_message(const JsonView& body);

}  // namespace webhookd::openboxes
