#pragma once
// What kind of OpenBoxes is simulated: version, limits, session life, deviations of hosted servers.

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "simulator/dates.hpp"
#include "simulator/http/test_http_server.hpp"
#include "simulator/version.hpp"

namespace webhookd::simulator {

namespace asio = boost::asio;

/// What a request to /api/generic meets.
enum class GenericApi
{
    available,
    forbidden,  ///< 403, after the redirect: the account's role may not
    missing     ///< 404
};

/// `available`, `forbidden` or `missing`; throws std::invalid_argument for anything else.
inline GenericApi parse_generic_api(std::string_view word)
{
    if (word == "available") return GenericApi::available;
    if (word == "forbidden") return GenericApi::forbidden;
    if (word == "missing") return GenericApi::missing;
    throw std::invalid_argument(fmt::format("expected available, forbidden or missing, not '{}'", word));
}

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

    GenericApi generic_api = GenericApi::available;

    /// Rows with equal sort values come in another order at each request, as MySQL may do.
    bool unstable_ties = false;

    /// Enums of order details are objects {"enumType","name"}, as Grails' JSON converter writes them.
    bool enum_objects = true;

    /// How long OpenBoxes works on an answer; no time at all when empty.
    std::function<std::chrono::milliseconds(const test::Answer&)> latency{};
    /// How an answer waits (`latency`, the fault `delay`); real time when empty. A manual clock's sleep makes
    /// days pass in seconds.
    std::function<asio::awaitable<void>(std::chrono::milliseconds)> sleep{};

    /// Scheme and host of redirects; empty = those of the request. A proxy may hide an internal name.
    std::string redirect_base{};

    /// The control API under /simulator (see simulator/README.md).
    bool control_api = true;
};

}  // namespace webhookd::simulator
