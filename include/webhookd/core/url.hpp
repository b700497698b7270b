#pragma once
// An absolute http or https URL, taken apart once. Stricter than RFC 3986 where leniency helps attackers: no
// userinfo, no fragment, no backslash, no control characters, no zone id, host numbers only in their plain
// form.

#include <cstdint>
#include <expected>
#include <optional>
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
    /// As it is shown to people: `https://host[:port]/…`. Of many receivers (Slack, n8n, Zapier) the path and
    /// the query are the secret.
    std::string shown() const;

    friend bool operator==(const Url&, const Url&) = default;
};

/// Whether the host of a URL is this machine: `localhost`, a name below it, or a loopback address.
bool is_loopback(std::string_view host);

/// As Url::shown(); "…" when it is no URL.
std::string shown_url(std::string_view text);

/// `text`, which somebody wrote who knows the URL, without what may be secret of it: its path and query, and
/// those parts of them that look random.
std::string without_secrets_of(const Url& url, std::string text);

/// Percent-encodes everything but unreserved characters (RFC 3986 2.3).
std::string encode_query_value(std::string_view value);

/// The reverse; null when two hexadecimal digits do not follow each "%". A plus sign is a plus sign.
std::optional<std::string> decode_percent(std::string_view text);

}  // namespace webhookd::core
