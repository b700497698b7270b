#pragma once
// Serialises head and body into one piece, so that a request is one write. Refuses what could smuggle a
// second request or header into the connection.

#include <optional>
#include <string>

#include "webhookd/http/message.hpp"

namespace webhookd::http {

struct RequestStyle
{
    std::string_view user_agent;
    bool absolute_form = false;              ///< for a proxy: the whole URL instead of path and query
    std::string_view proxy_authorization{};  ///< in absolute form; empty: none
    bool close = false;                      ///< announce that the connection will not be used again
};

/// Appends the request to `wire`; or returns why it may not be sent, without values.
std::optional<std::string> append_request(std::string& wire, const Request& request,
                                          const RequestStyle& style);

}  // namespace webhookd::http
