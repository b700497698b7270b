#pragma once
// Who may have what from the HTTP listener. Pure: a request and the settings decide.

#include <optional>
#include <string_view>

#include "webhookd/control/web.hpp"

namespace webhookd::control {

/// What a path shows.
enum class Exposure
{
    harmless,  ///< the page without its data; whether the daemon is alive
    data       ///< what happens here
};

/// Plain text: `sentence` and a newline.
inline http::ServerAnswer text_answer(int status, std::string_view sentence)
{
    return {.status = status,
            .headers = {{"content-type", "text/plain; charset=utf-8"}},
            .body = std::string(sentence) + "\n"};
}

/// What becomes of a request.
struct Access
{
    std::optional<http::ServerAnswer> refusal;  ///< null when it may pass
    bool shows_token = false;
    bool wrong_token = false;  ///< shows one, but not ours
};

/// On a loopback address whoever can connect may read, unless `control.read` says otherwise; on another one
/// reading data takes the token too. Changing always does.
Access find_access(const http::ServerRequest& request, Exposure exposure, const WebSettings& settings);

}  // namespace webhookd::control
