// Each part of a URL has a reader whose error says what is wrong, and never repeats what may be a password;
// then the forms in which a URL is printed, with and without what may be secret.

// By hand: Boost.URL, one shared library more, would spare none of these rules, and cannot say which is
// broken.

#include "webhookd/core/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include <arpa/inet.h>

#include "webhookd/core/text.hpp"

namespace webhookd::core {

namespace {

using Error = std::unexpected<std::string>;

constexpr std::size_t max_length = std::size_t{8} * 1024;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_unreserved(char c)
{
    return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}
bool all_digits(std::string_view text)
{
    return std::ranges::all_of(text, is_digit);
}

/// Null when every byte may stand in a URL. The byte is shown as a number: it may be a control character.
std::optional<std::string> forbidden_byte(std::string_view text)
{
    constexpr std::string_view never = "\\\"<>^`{|} ";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte <= 0x20 || byte >= 0x7f || never.contains(text[i])) {
            return fmt::format("byte {:#04x} at position {} may not stand in a URL; write it as %{:02X}{}",
                               byte, i, byte, byte >= 0x80 ? ", and a host name in its xn-- form" : "");
        }
    }
    return std::nullopt;
}

/// A host is a number when its last label is one; resolvers read such hosts as addresses in many spellings.
bool looks_like_a_number(std::string_view host)
{
    const auto dot = host.rfind('.');
    const auto last = dot == std::string_view::npos ? host : host.substr(dot + 1);
    if (all_digits(last)) return true;
    return last.size() >= 2 && last[0] == '0' && last[1] == 'x' &&
           std::ranges::all_of(last.substr(2), is_hex);
}

/// The address as everybody writes it; null when `text` is none of that family.
std::optional<std::string> canonical_address(int family, const std::string& text)
{
    in6_addr address{};
    if (inet_pton(family, text.c_str(), &address) != 1) return std::nullopt;
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    return inet_ntop(family, &address, buffer.data(), buffer.size());
}

std::expected<std::string, std::string> read_number_host(const std::string& host)
{
    if (canonical_address(AF_INET, host) == host) return host;
    return Error(fmt::format("host \"{}\" is a number but not a plain IPv4 address like 192.0.2.1", host));
}

std::optional<std::string> wrong_label(std::string_view label)
{
    if (label.empty()) return "has an empty label or a dot at its end";
    if (label.size() > 63) return "has a label longer than 63 characters";
    if (label.front() == '-' || label.back() == '-') return "has a label that begins or ends with \"-\"";
    const auto allowed = [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_'; };
    if (!std::ranges::all_of(label, allowed)) return "may hold letters, digits, \"-\", \"_\" and \".\" only";
    return std::nullopt;
}

std::expected<std::string, std::string> read_host(std::string_view text)
{
    if (text.empty()) return Error("expected a host after \"://\"");
    auto host = lower_case(text);
    if (host.size() > 253) return Error("the host is longer than 253 characters");
    for (std::size_t begin = 0; begin <= host.size();) {
        const auto end = std::min(host.find('.', begin), host.size());
        const auto wrong = wrong_label(std::string_view(host).substr(begin, end - begin));
        if (wrong) return Error(fmt::format("host \"{}\" {}", host, *wrong));
        begin = end + 1;
    }
    if (looks_like_a_number(host)) return read_number_host(host);
    return host;
}

/// `text` is what stands between the brackets. A zone id (fe80::1%eth0) names an interface of this machine.
std::expected<std::string, std::string> read_ipv6(std::string_view text)
{
    if (auto address = canonical_address(AF_INET6, std::string(text))) return std::move(*address);
    return Error(fmt::format("\"[{}]\" is not an IPv6 address without a zone", text));
}

std::expected<std::uint16_t, std::string> read_port(std::string_view text)
{
    unsigned value = 0;
    const bool plain = !text.empty() && text.size() <= 5 && all_digits(text) && text[0] != '0';
    if (plain) std::from_chars(text.data(), text.data() + text.size(), value);
    if (value > 0 && value <= 65'535) return static_cast<std::uint16_t>(value);
    // Other text is not shown: it may be the beginning of a password with a "/" in it.
    const auto found = all_digits(text) ? fmt::format(", found \"{}\"", text) : std::string();
    return Error("expected a port from 1 to 65535" + found);
}

std::optional<std::string> wrong_target(std::string_view target)
{
    constexpr std::string_view allowed = "/?:@!$&'()*+,;=%";
    for (std::size_t i = 0; i < target.size(); ++i) {
        const char c = target[i];
        if (c == '#') return "a URL that is sent has no fragment (\"#\")";
        if (!is_unreserved(c) && !allowed.contains(c))
            return fmt::format("\"{}\" must be written as %{:02X}", c, c);
        const bool escape = i + 2 < target.size() && is_hex(target[i + 1]) && is_hex(target[i + 2]);
        if (c == '%' && !escape) return "expected two hexadecimal digits after \"%\"";
    }
    return std::nullopt;
}

struct Authority
{
    std::string host;
    std::optional<std::uint16_t> port;
};

std::expected<Authority, std::string> read_authority(std::string_view text)
{
    // The text is not shown: what stands before the "@" may be a password.
    if (text.contains('@')) return Error("a user name or password may not stand in a URL");
    Authority result;
    const bool bracketed = text.starts_with('[');
    const auto close = bracketed ? text.find(']') : std::string_view::npos;
    if (bracketed && close == std::string_view::npos) return Error("expected \"]\" after the IPv6 address");
    const auto host_end = bracketed ? close + 1 : std::min(text.find(':'), text.size());
    auto host = bracketed ? read_ipv6(text.substr(1, close - 1)) : read_host(text.substr(0, host_end));
    if (!host) return Error(std::move(host.error()));
    result.host = std::move(*host);
    if (host_end == text.size()) return result;
    if (text[host_end] != ':') return Error("expected \":\" or \"/\" after the IPv6 address");
    auto port = read_port(text.substr(host_end + 1));
    if (!port) return Error(std::move(port.error()));
    result.port = *port;
    return result;
}

/// A part of a path or a query that nobody chose for its meaning.
bool looks_random(std::string_view part)
{
    return part.size() >= 16 || (part.size() >= 6 && std::ranges::any_of(part, is_digit));
}

void hide(std::string& text, std::string_view secret)
{
    constexpr std::string_view mark = "…";
    if (secret.size() < 2) return;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + mark.size()))
        text.replace(at, secret.size(), mark);
}

}  // namespace

std::expected<Url, std::string> Url::parse(std::string_view text)
{
    if (text.size() > max_length) return Error(fmt::format("the URL is longer than {} bytes", max_length));
    if (auto wrong = forbidden_byte(text)) return Error(std::move(*wrong));
    const auto scheme_end = text.find("://");
    const auto scheme = lower_case(text.substr(0, std::min(scheme_end, text.size())));
    if (scheme_end == std::string_view::npos || (scheme != "https" && scheme != "http")) {
        return Error("expected a URL that begins with https:// or http://");
    }
    Url url;
    url.tls = scheme == "https";
    const auto rest = text.substr(scheme_end + 3);
    const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
    auto authority = read_authority(rest.substr(0, authority_end));
    if (!authority) return Error(std::move(authority.error()));
    const auto target = rest.substr(authority_end);
    if (auto wrong = wrong_target(target)) return Error(std::move(*wrong));
    url.host = std::move(authority->host);
    url.port = authority->port.value_or(url.tls ? 443 : 80);
    url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
    return url;
}

std::string Url::authority() const
{
    const bool ipv6 = host.contains(':');
    std::string result;
    result.reserve(host.size() + 8);
    if (ipv6) result += '[';
    result += host;
    if (ipv6) result += ']';
    if (port != (tls ? 443 : 80)) {
        result += ':';
        result += std::to_string(port);
    }
    return result;
}

std::string Url::origin() const
{
    return (tls ? "https://" : "http://") + authority();
}

std::string Url::text() const
{
    return origin() + target;
}

std::string Url::shown() const
{
    return origin() + (target == "/" ? "/" : "/…");
}

bool is_loopback(std::string_view host)
{
    const bool ipv4 =
        host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
    return ipv4 || host == "::1" || host == "localhost" || host.ends_with(".localhost");
}

std::string shown_url(std::string_view text)
{
    const auto url = Url::parse(text);
    return url ? url->shown() : "…";
}

std::string without_secrets_of(const Url& url, std::string text)
{
    if (text.empty()) return text;
    const std::string_view target = url.target;
    // The longest first, so that nothing is left of it.
    hide(text, target);
    hide(text, target.substr(0, target.find('?')));
    for (std::size_t begin = 0; begin < target.size();) {
        const auto end = std::min(target.find_first_of("/?&=;", begin), target.size());
        const auto part = target.substr(begin, end - begin);
        if (looks_random(part)) hide(text, part);
        begin = end + 1;
    }
    return text;
}

std::string encode_query_value(std::string_view value)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    result.reserve(value.size());
    for (const char c : value) {
        if (is_unreserved(c)) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += digits[byte >> 4U];
        result += digits[byte & 0x0fU];
    }
    return result;
}

std::optional<std::string> decode_percent(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        const auto digits = text.substr(i + 1, 2);
        if (digits.size() < 2 || !std::ranges::all_of(digits, is_hex)) return std::nullopt;
        unsigned char byte = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        result += static_cast<char>(byte);
        i += 2;
    }
    return result;
}

}  // namespace webhookd::core
