// What HTTP takes. core::Url does the parsing; here is what each use demands besides: the base URL of
// OpenBoxes, an endpoint, a proxy, an address to listen at. And headers: the names that are not the user's to
// set, and the bytes that a name and a value may hold.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string_view>

#include <arpa/inet.h>

#include "config/codecs.hpp"
#include "webhookd/core/text.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::config {

namespace {

using core::Url;

constexpr std::size_t longest_url = 2048;

/// The URL of a scalar, or null after a report, which never repeats the text: it may hold a password.
std::optional<Url> url_of(const Value& value)
{
    if (!value.is_scalar()) return value.expected_kind("a URL");
    const auto& text = value.node().text;
    if (text.size() > longest_url)
        return value.fail(fmt::format("the URL is longer than {} bytes", longest_url));
    auto url = Url::parse(text);
    if (!url) return value.fail(fmt::format("the URL cannot be used: {}", url.error()));
    return *std::move(url);
}

bool is_address(int family, const std::string& text)
{
    in6_addr address{};
    return !text.contains('\0') && inet_pton(family, text.c_str(), &address) == 1;
}

/// What stands before the port, without the brackets of an IPv6 address.
std::string listen_host(const std::string& listen)
{
    auto host = listen.substr(0, std::min(listen.rfind(':'), listen.size()));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return host;
}

std::optional<std::string> proxy_url(const Value& value)
{
    const auto url = url_of(value);
    if (!url) return std::nullopt;
    if (url->tls) return value.fail("the URL of a proxy must begin with http://");
    if (url->target != "/") return value.fail("the URL of a proxy must end after host and port");
    return url->origin();
}

/// RFC 7617 2: the first colon ends the name.
std::optional<std::string> proxy_user(const Value& value)
{
    auto name = Text{"a user name"}(value);
    if (name && name->contains(':')) return value.fail("the user name of a proxy cannot hold a colon");
    return name;
}

constexpr std::size_t most_headers = 50;
constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_value = 8UL * 1024;

/// Set by HTTP itself, by Standard Webhooks or by this program.
constexpr std::array<std::string_view, 19> reserved{"accept-encoding",
                                                    "connection",
                                                    "content-encoding",
                                                    "content-length",
                                                    "content-type",
                                                    "cookie",
                                                    "date",
                                                    "expect",
                                                    "host",
                                                    "http2-settings",
                                                    "keep-alive",
                                                    "location",
                                                    "proxy-authorization",
                                                    "proxy-connection",
                                                    "te",
                                                    "trailer",
                                                    "transfer-encoding",
                                                    "upgrade",
                                                    "user-agent"};

/// Why a header of this name cannot be set, or null.
std::optional<std::string> name_error(std::string_view name)
{
    constexpr std::string_view token =
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if (name.empty() || name.size() > longest_name || name.find_first_not_of(token) != std::string_view::npos)
        return "expected the name of a header (letters, digits, hyphens)";
    const auto folded = core::lower_case(name);
    if (folded.starts_with("webhook-") || std::ranges::find(reserved, folded) != reserved.end())
        return fmt::format("the header {} is set by openboxes-webhookd itself or by HTTP", name);
    return std::nullopt;
}

/// RFC 9110 5.5, without the obsolete bytes above 0x7f: receivers disagree about them.
bool is_header_value(std::string_view text)
{
    if (text.size() > longest_value || text.starts_with(' ') || text.ends_with(' ')) return false;
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::optional<core::SecretText> header_value(const Value& value)
{
    auto text = secret(value);
    if (text && !is_header_value(text->reveal()))
        return value.fail("expected the value of a header: printable ASCII, no space at either end");
    return text;
}

}  // namespace

std::optional<std::string> source_url(const Value& value)
{
    const auto url = url_of(value);
    if (!url) return std::nullopt;
    auto path = url->target;
    if (path.contains('?')) return value.fail("the URL must not contain a query (?…)");
    while (path.ends_with('/'))
        path.pop_back();
    const auto slashed = path + "/";
    if (slashed.contains("//") || slashed.contains("/./") || slashed.contains("/../"))
        return value.fail("the URL must not contain empty, '.' or '..' parts in its path");
    if (path.ends_with("/api")) return value.fail("the URL must end before /api: the base URL of OpenBoxes");
    if (!url->tls && !core::is_loopback(url->host))
        value.warn("plain http sends the password readable over the network; use https where you can");
    return url->origin() + path;
}

std::optional<std::string> EndpointUrl::operator()(const Value& value) const
{
    if (!url_of(value)) return std::nullopt;
    return value.node().text;
}

std::vector<std::string> EndpointUrl::changes_of(const std::string& key, const std::string& before,
                                                 const std::string& after)
{
    if (before == after) return {};
    const auto then = core::shown_url(before);
    const auto now = core::shown_url(after);
    if (then == now) return {fmt::format("{}: another path of {}", key, now)};
    return {fmt::format("{}: {} -> {}", key, then, now)};
}

std::optional<core::Proxy> proxy(const Value& value)
{
    core::Proxy proxy;
    if (!value.is_mapping()) {
        auto url = proxy_url(value);
        if (!url) return std::nullopt;
        proxy.url = *std::move(url);
        return proxy;
    }
    read_section(value, [&proxy](Section& section) {
        section.require("url", proxy.url, proxy_url, "the URL of the proxy: http://host:port");
        const bool username = section.read("username", proxy.username, proxy_user);
        const bool password = section.read("password", proxy.password, secret);
        if (password && !username) section.missing("username", "the user name that belongs to the password");
        if (username && !password)
            section.missing("password", "a text, {file: PATH}, {env: NAME} or {credential: NAME}");
    });
    return proxy;
}

std::optional<std::string> listen_address(const Value& value)
{
    constexpr std::string_view what =
        "ADDRESS:PORT such as 127.0.0.1:9464 or [::1]:9464, or an empty text for off";
    if (value.is_null() || (value.is_scalar() && value.node().text.empty())) return std::string();
    if (!value.is_scalar()) return value.expected_kind(what);
    const auto& text = value.node().text;
    const auto port = text.substr(std::min(text.rfind(':'), text.size() - 1) + 1);
    if (!is_address(text.starts_with('[') ? AF_INET6 : AF_INET, listen_host(text)) ||
        !core::find_number<std::uint16_t>(port))
        return value.expected(what);
    if (is_reachable_from_outside(text))
        value.warn("other machines can reach this address; it speaks plain http");
    return text;
}

bool is_reachable_from_outside(const std::string& listen)
{
    return !listen.empty() && !core::is_loopback(listen_host(listen));
}

std::optional<std::string> header_name(const Value& value)
{
    if (!value.is_scalar()) return value.expected_kind("the name of a header");
    if (const auto error = name_error(value.node().text)) return value.fail(*error);
    return value.node().text;
}

std::optional<Headers> headers(const Value& value)
{
    if (!value.is_mapping()) return value.expected_kind("a mapping of header names to values");
    if (value.node().entries.size() > most_headers)
        return value.fail(fmt::format("expected at most {} headers", most_headers));
    Headers result;
    std::set<std::string> seen;
    const auto values = value.entries();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto& entry = value.node().entries[i];
        const auto error = name_error(entry.key);
        const bool repeated = !seen.insert(core::lower_case(entry.key)).second;
        if (error) value.report().error(entry.place, values[i].path(), *error);
        if (repeated)
            value.report().error(entry.place, values[i].path(), "is given twice (case does not matter)");
        if (auto text = header_value(values[i])) result.emplace_back(entry.key, text->reveal());
    }
    return result;
}

std::optional<core::ApiKeyLogin> api_key(const Value& value)
{
    core::ApiKeyLogin key;
    read_section(value, [&](Section& section) {
        section.require("header", key.header, header_name, "the name of the header that carries the key");
        section.require("value", key.value, header_value,
                        "the key: a text, {file: …}, {env: …} or {credential: …}");
    });
    return key;
}

std::optional<std::string> media_type(const Value& value)
{
    auto type = Text{"a media type"}(value);
    if (type && (!is_header_value(*type) || !type->contains('/')))
        return value.expected("a media type, such as text/csv");
    return type;
}

}  // namespace webhookd::config
