// RFC 6265 as far as one server needs it: what a cookie is for is read from its attributes, and how long it
// lives by the server's own clock.

#include "openboxes/cookie_jar.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "webhookd/core/text.hpp"

namespace webhookd::openboxes {

namespace {

/// Takes the part up to the next `separator` off `text`.
std::string_view take_part(std::string_view& text, char separator)
{
    const auto end = std::min(text.find(separator), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

std::string_view path_of(const core::Url& url)
{
    return std::string_view(url.target).substr(0, url.target.find('?'));
}

/// RFC 6265 5.1.4: the folder of the path.
std::string default_path(const core::Url& url)
{
    const auto path = path_of(url);
    const auto last = path.rfind('/');
    return std::string(last == 0 || last == std::string_view::npos ? "/" : path.substr(0, last));
}

bool matches_path(std::string_view path, std::string_view cookie_path)
{
    if (!path.starts_with(cookie_path)) return false;
    return path.size() == cookie_path.size() || cookie_path.ends_with('/') || path[cookie_path.size()] == '/';
}

bool is_address(std::string_view host)
{
    return host.contains(':') || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// RFC 6265 5.1.3.
bool matches_domain(std::string_view host, std::string_view domain)
{
    if (host == domain) return true;
    return !is_address(host) && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

/// RFC 6265 5.2.2; null when the attribute does not count.
std::optional<core::Duration> read_max_age(std::string_view text)
{
    const bool negative = text.starts_with('-');
    const auto digits = text.substr(negative ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    if (negative) return core::Duration(0);
    constexpr std::int64_t for_ever = std::int64_t{100} * 366 * 24 * 3600;
    std::int64_t seconds = for_ever;
    std::from_chars(digits.data(), digits.data() + digits.size(), seconds);  // one that is too large stays
    return std::chrono::seconds(std::min(seconds, for_ever));
}

}  // namespace

struct CookieJar::Attributes
{
    std::string domain;
    std::string_view path;
    std::optional<core::Duration> max_age;
    std::optional<core::Timestamp> expires;
};

/// The last of each name counts.
CookieJar::Attributes CookieJar::read_attributes(std::string_view text)
{
    Attributes attributes;
    while (!text.empty()) {
        auto value = take_part(text, ';');
        const auto name = core::lower_case(core::trimmed(take_part(value, '=')));
        value = core::trimmed(value);
        if (name == "domain") {
            attributes.domain = core::lower_case(value.substr(value.starts_with('.') ? 1 : 0));
        } else if (name == "path") {
            attributes.path = value;
        } else if (name == "max-age") {
            if (const auto age = read_max_age(value)) attributes.max_age = age;
        } else if (name == "expires") {
            if (const auto date = core::parse_http_date(value)) attributes.expires = date;
        }
    }
    return attributes;
}

void CookieJar::take(std::string_view set_cookie, const core::Url& url, core::Timestamp server_now,
                     core::Timestamp now)
{
    auto pair = take_part(set_cookie, ';');
    if (!pair.contains('=')) return;
    const auto name = core::trimmed(take_part(pair, '='));
    const auto value = core::trimmed(pair);
    if (name.empty() || name.size() + value.size() > largest_cookie) return;

    const auto attributes = read_attributes(set_cookie);
    Cookie cookie;
    cookie.name = name;
    cookie.value = value;
    cookie.host_only = attributes.domain.empty() || attributes.domain == url.host;
    cookie.domain = cookie.host_only ? url.host : attributes.domain;
    // A name without a dot would be a whole top-level domain.
    if (!cookie.host_only && (!matches_domain(url.host, cookie.domain) || !cookie.domain.contains('.')))
        return;
    cookie.path = attributes.path.starts_with('/') ? std::string(attributes.path) : default_path(url);
    if (cookie.path.size() > largest_cookie) return;

    cookie.expires_at = core::Timestamp::max();
    if (attributes.expires) cookie.expires_at = now + (*attributes.expires - server_now);
    if (attributes.max_age) cookie.expires_at = now + *attributes.max_age;
    if (value.empty()) cookie.expires_at = now;
    std::erase_if(cookies_, [now](const Cookie& kept) { return kept.expires_at <= now; });
    put(std::move(cookie));
    if (cookies_.back().expires_at <= now) cookies_.pop_back();
}

void CookieJar::put(Cookie cookie)
{
    std::erase_if(cookies_, [&](const Cookie& kept) {
        return kept.name == cookie.name && kept.domain == cookie.domain && kept.path == cookie.path;
    });
    if (cookies_.size() >= most_cookies) cookies_.erase(cookies_.begin());
    cookies_.push_back(std::move(cookie));
}

std::string CookieJar::header(const core::Url& url, core::Timestamp now) const
{
    std::vector<const Cookie*> chosen;
    for (const auto& cookie : cookies_) {
        const bool here =
            cookie.host_only ? url.host == cookie.domain : matches_domain(url.host, cookie.domain);
        if (here && matches_path(path_of(url), cookie.path) && cookie.expires_at > now)
            chosen.push_back(&cookie);
    }
    // Among those of one path length the one that was set first.
    std::ranges::sort(chosen, [](const Cookie* left, const Cookie* right) {
        return left->path.size() != right->path.size() ? left->path.size() > right->path.size()
                                                       : left < right;
    });
    std::string text;
    for (const auto* cookie : chosen)
        text += (text.empty() ? "" : "; ") + cookie->name + "=" + cookie->value;
    return text;
}

}  // namespace webhookd::openboxes
