#include "config/urls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/url/host_type.hpp>
#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <cstdint>
#include <expected>
#include <string_view>

namespace webhookd::config {

namespace urls = boost::urls;

namespace {

constexpr std::size_t longest_url = 2048;

std::string lower(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

std::string text_of(std::string_view text)
{
    return std::string(text);
}

/// True for a name whose last label is a number: some libraries read `0x7f.1` or `2130706433` as an address,
/// so it would not mean the same everywhere.
bool ends_in_number(std::string_view host)
{
    while (host.ends_with('.'))
        host.remove_suffix(1);
    const auto label = host.substr(host.rfind('.') == std::string_view::npos ? 0 : host.rfind('.') + 1);
    const bool digits = !label.empty() && label.find_first_not_of("0123456789") == std::string_view::npos;
    return digits || label.starts_with("0x");
}

std::optional<std::string> host_error(const urls::url_view& url)
{
    const auto host = lower(text_of(url.encoded_host()));
    if (host.empty()) return "has no host name";
    if (url.host_type() == urls::host_type::ipvfuture)
        return "has a host that is not a known kind of address";
    if (url.host_type() != urls::host_type::name) return std::nullopt;
    if (host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") != std::string::npos)
        return "has a host name with characters other than letters, digits, '-', '.' and '_'";
    if (host.starts_with('.') || host.contains("..")) return "has a host name with an empty label";
    if (ends_in_number(host)) return "has a host that is a number but not an address such as 192.0.2.7";
    return std::nullopt;
}

/// What every URL here must be: absolute, http or https, with a host, without a password or fragment. The
/// errors complete "the URL …" and never repeat the text, which may hold a password.
std::expected<urls::url_view, std::string> take_apart(std::string_view text)
{
    if (text.size() > longest_url)
        return std::unexpected(fmt::format("is longer than {} bytes", longest_url));
    const auto parsed = urls::parse_uri(text);
    if (!parsed) {
        return std::unexpected(
            "is not absolute and valid (RFC 3986), such as https://host.example.org/path; write other "
            "letters as "
            "%XX, in a host name as xn--…");
    }
    const urls::url_view url = *parsed;
    const auto scheme = lower(text_of(url.scheme()));
    if (scheme != "https" && scheme != "http") return std::unexpected("must begin with https:// or http://");
    if (!url.has_authority()) return std::unexpected("has no host name");
    if (url.has_userinfo()) return std::unexpected("must not contain a user name or password");
    if (url.has_fragment()) return std::unexpected("must not contain a fragment (#…)");
    // Boost 1.81 takes 10.0.0.1.example.org apart into the host 10.0.0.1 and the path .example.org.
    if (!url.encoded_path().empty() && !url.encoded_path().starts_with('/'))
        return std::unexpected(
            "has a host that begins like an address but goes on; use a name or an address");
    if (auto error = host_error(url)) return std::unexpected(std::move(*error));
    if (url.has_port() && url.port_number() == 0) return std::unexpected("needs a port from 1 to 65535");
    return url;
}

bool is_http(const urls::url_view& url)
{
    return url.scheme_id() == urls::scheme::http;
}

/// Of a URL, or of an authority.
template <class View>
bool is_loopback(const View& url)
{
    if (url.host_type() == urls::host_type::ipv4) return url.host_ipv4_address().is_loopback();
    if (url.host_type() == urls::host_type::ipv6) return url.host_ipv6_address().is_loopback();
    const auto host = lower(text_of(url.encoded_host()));
    return host == "localhost" || host.ends_with(".localhost");
}

std::string origin_of(const urls::url_view& url)
{
    const auto usual = is_http(url) ? 80 : 443;
    auto result = fmt::format("{}://{}", is_http(url) ? "http" : "https", lower(text_of(url.encoded_host())));
    if (url.has_port() && url.port_number() != usual) result += fmt::format(":{}", url.port_number());
    return result;
}

/// The URL of a scalar, or null after a report.
std::optional<urls::url_view> url_of(const Value& value)
{
    if (!value.is_scalar()) return value.expected_kind("a URL");
    auto url = take_apart(value.node().text);
    if (!url) return value.fail(fmt::format("the URL {}", url.error()));
    return *url;
}

}  // namespace

std::optional<std::string> source_url(const Value& value)
{
    const auto url = url_of(value);
    if (!url) return std::nullopt;
    if (url->has_query()) return value.fail("the URL must not contain a query (?…)");
    auto path = text_of(url->encoded_path());
    while (path.ends_with('/'))
        path.pop_back();
    const auto slashed = path + "/";
    if (slashed.contains("//") || slashed.contains("/./") || slashed.contains("/../"))
        return value.fail("the URL must not contain empty, '.' or '..' parts in its path");
    if (path.ends_with("/api")) return value.fail("the URL must end before /api: the base URL of OpenBoxes");
    if (is_http(*url) && !is_loopback(*url))
        value.warn("plain http sends the password readable over the network; use https where you can");
    return origin_of(*url) + path;
}

std::optional<std::string> endpoint_url(const Value& value, bool allow_http)
{
    const auto url = url_of(value);
    if (!url) return std::nullopt;
    if (is_http(*url) && !allow_http)
        return value.fail("the URL must begin with https://; plain http needs allow_http: true");
    return value.node().text;
}

std::optional<std::string> proxy_url(const Value& value)
{
    const auto url = url_of(value);
    if (!url) return std::nullopt;
    if (!is_http(*url)) return value.fail("the URL of a proxy must begin with http://");
    if (url->has_query() || (!url->encoded_path().empty() && url->encoded_path() != "/"))
        return value.fail("the URL of a proxy must end after host and port");
    return origin_of(*url);
}

std::optional<std::string> listen_address(const Value& value)
{
    constexpr std::string_view what =
        "ADDRESS:PORT such as 127.0.0.1:9464 or [::1]:9464, or an empty text for off";
    if (value.is_null() || (value.is_scalar() && value.node().text.empty())) return std::string();
    if (!value.is_scalar()) return value.expected_kind(what);
    const auto& text = value.node().text;
    const auto authority = urls::parse_authority(text);
    if (!authority || authority->has_userinfo() || !authority->has_port()) return value.expected(what);
    const bool address =
        authority->host_type() == urls::host_type::ipv4 || authority->host_type() == urls::host_type::ipv6;
    const bool port = authority->port_number() != 0 || authority->port() == "0";
    if (!address || !port) return value.expected(what);
    if (is_reachable_from_outside(text))
        value.warn("other machines can reach this address; it speaks plain http");
    return text;
}

bool is_reachable_from_outside(const std::string& listen)
{
    const auto authority = urls::parse_authority(listen);
    return authority && !listen.empty() && !is_loopback(*authority);
}

}  // namespace webhookd::config
