#pragma once
// Requests, answers and failures as plain values: what the rest of the program knows of HTTP.

#include <chrono>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "webhookd/core/url.hpp"

namespace webhookd::http {

using core::encode_query_value;
using core::Url;

/// In the order received or to be sent.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// Whether two header names are the same: case makes no difference (RFC 9110 5.1).
bool same_name(std::string_view one, std::string_view other);
/// The first header of that name (case-insensitive), or null.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);
/// All headers of that name, in order (Set-Cookie).
std::vector<std::string_view> find_headers(const Headers& headers, std::string_view name);

struct Request
{
    std::string method = "GET";
    Url url;
    Headers headers;  ///< Host and framing (Content-Length, Connection, …) are the client's: here they fail
    std::string body;
};

/// Bounds of one exchange (CONTRIBUTING.md 4: one total deadline, not one per read).
struct Limits
{
    std::chrono::milliseconds timeout{30'000};  ///< DNS + connect + TLS + write + the whole answer
    std::size_t max_header_bytes = std::size_t{16} * 1024;
    std::size_t max_body_bytes = std::size_t{1024} * 1024;
    /// Set: the status counts once the headers are whole (webhooks), and what arrives of the body within this
    /// time is kept, up to max_body_bytes. Null: the body is part of the answer, and must be whole.
    std::optional<std::chrono::milliseconds> body_patience{};
};

struct Answer
{
    int status = 0;
    Headers headers;
    std::string body;
    bool body_truncated = false;  ///< with body_patience only
};

enum class FailureKind
{
    resolve,    ///< the name has no address, or the look-up took all the time
    address,    ///< the address policy refused, or plain http is not allowed
    connect,    ///< refused, unreachable, an address that does not answer while others were tried
    tls,        ///< handshake or certificate
    timeout,    ///< the total deadline passed
    reset,      ///< the peer closed or reset before the answer was whole
    protocol,   ///< not HTTP, headers over the limit, or a request that must not be sent
    too_large,  ///< body over the limit
    proxy,      ///< the proxy refused CONNECT or cannot be reached
    local,      ///< nothing was sent, for a reason of this machine: no descriptor, memory, port or route
};

/// `resolve`, `address`, … as in the sync log and the attempts.
std::string_view to_string(FailureKind kind);

struct Failure
{
    FailureKind kind = FailureKind::connect;
    std::string detail;  ///< for people; no secrets, no URL
    /// The time limit passed on a connection kept from an earlier exchange, with not a byte of an answer: the
    /// connection may have died silently, and says nothing about the peer.
    bool stale = false;
};

using Outcome = std::expected<Answer, Failure>;

inline std::unexpected<Failure> fail(FailureKind kind, std::string detail)
{
    return std::unexpected(Failure{kind, std::move(detail)});
}

}  // namespace webhookd::http
