#pragma once
// One connection of the server: requests in, answers out, until either side has had enough.

#include <memory>
#include <optional>

#include "http/connection.hpp"
#include "webhookd/http/server.hpp"

namespace webhookd::http {

struct Session
{
    std::shared_ptr<Connection> connection;
    std::string peer;                                ///< goes into every request
    std::optional<async::SteadyTime> waits_since{};  ///< for its peer: for a request, or to take an answer
};

/// `session` and `handler` must outlive the coroutine. Ends quietly whatever the peer does; throws when
/// cancelled.
asio::awaitable<void> serve_connection(Session& session, const Handler& handler, ServerLimits limits);

}  // namespace webhookd::http
