#pragma once
// One connection of the server: requests in, answers out, until either side has had enough.

#include <memory>

#include "http/connection.hpp"
#include "webhookd/http/server.hpp"

namespace webhookd::http {

/// `peer` goes into every request; `handler` must outlive the coroutine. Ends quietly whatever the peer does;
/// throws when cancelled.
asio::awaitable<void> serve_connection(std::shared_ptr<Connection> connection, std::string peer,
                                       const Handler& handler, ServerLimits limits);

}  // namespace webhookd::http
