#pragma once
// One login: its cookies, whether it is believed to be alive, and the login in flight that everybody who
// needs it waits for (F-43: single-flight).

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "openboxes/cookie_jar.hpp"
#include "webhookd/openboxes/client.hpp"

namespace webhookd::openboxes {

/// A login being sent. `done` never expires; it is cancelled to wake who waits.
struct LoginFlight
{
    explicit LoginFlight(const asio::any_io_executor& executor)
        : done(executor, asio::steady_timer::time_point::max())
    {
    }

    asio::steady_timer done;
    std::optional<ApiError> failure;
};

struct Session
{
    CookieJar cookies;
    bool ready = false;   ///< logged in, as far as anybody knows
    bool proven = false;  ///< this login has been answered as one
    std::uint64_t generation =
        0;  ///< counts logins: tells who lost the session that another has renewed meanwhile
    std::shared_ptr<LoginFlight> flight;
};

/// Sessions by chosen location; the empty one has none.
using Sessions = std::map<std::string, Session>;

}  // namespace webhookd::openboxes
