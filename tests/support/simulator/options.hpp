#pragma once
// What kind of OpenBoxes is simulated: version, limits, session life, deviations of hosted servers.

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/simulator/dates.hpp"
#include "support/simulator/version.hpp"
#include "support/test_http_server.hpp"

namespace webhookd::simulator {

struct Options
{
    Version version{};
    std::string context_path = "/openboxes";
    test::ServerOptions server{};

    /// The server's clock; the system's when empty. Sessions, timestamps, rate limit and the Date header
    /// follow it.
    std::function<Timestamp()> now{};
    /// What the Date header is off by (F-16).
    std::chrono::seconds date_skew{0};

    /// Idle life of a session; that of the version when absent (2 h since 0.9.3, 1 h before).
    std::optional<std::chrono::seconds> session_idle{};

    /// Header name and value of a hosted plan's API key; a request that carries it needs no session.
    std::optional<std::pair<std::string, std::string>> api_key{};

    /// 429 beyond so many requests in any 60 s; 0 = no limit, as the open source has none.
    std::size_t requests_per_minute = 0;
    bool rate_limit_tells_retry_after = true;

    /// `GET /api/inventoryItems` exists, as a vendor's article says of hosted servers.
    bool hosted_inventory_items = false;

    /// Rows with equal sort values come in another order at each request, as MySQL may do.
    bool unstable_ties = false;

    /// Enums of order details are objects {"enumType","name"}, as Grails' JSON converter writes them.
    bool enum_objects = true;

    /// Scheme and host of redirects; empty = those of the request. A proxy may hide an internal name.
    std::string redirect_base{};

    /// The control API under /simulator (see docs/simulator.md).
    bool control_api = true;
};

}  // namespace webhookd::simulator
