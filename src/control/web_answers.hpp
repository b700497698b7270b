#pragma once
// The answers of the HTTP listener that say one sentence.

#include <string_view>

#include "webhookd/http/server.hpp"

namespace webhookd::control {

/// Plain text: `sentence` and a newline.
inline http::ServerAnswer text_answer(int status, std::string_view sentence)
{
    return {.status = status,
            .headers = {{"content-type", "text/plain; charset=utf-8"}},
            .body = std::string(sentence) + "\n"};
}

}  // namespace webhookd::control
