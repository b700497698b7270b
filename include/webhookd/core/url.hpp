#pragma once
// An absolute http or https URL, taken apart once. Stricter than RFC 3986 where leniency helps attackers: no
// userinfo, no fragment, no backslash, no control characters, no zone id, host numbers only in their plain
// form.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace webhookd::core {

struct Url
{
    bool tls = true;   ///< https
    std::string host;  ///< lower case; an IPv6 literal without brackets
    std::uint16_t port = 443;
    std::string target;  ///< path and query, begins with '/'

    /// Reads a URL; the error says what was expected and found, in one sentence.
    static std::expected<Url, std::string> parse(std::string_view text);

    /// `host` or `host:port` as the Host header wants it, IPv6 in brackets.
    std::string authority() const;
    /// `https://host[:port]`, equal for URLs that may share a connection.
    std::string origin() const;
    std::string text() const;

    friend bool operator==(const Url&, const Url&) = default;
};

/// Percent-encodes everything but unreserved characters (RFC 3986 2.3).
std::string encode_query_value(std::string_view value);

}  // namespace webhookd::core
