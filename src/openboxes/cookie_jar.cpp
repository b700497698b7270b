#include "openboxes/cookie_jar.hpp"

#include "openboxes/text.hpp"

namespace webhookd::openboxes {

void CookieJar::take(std::string_view set_cookie)
{
    const auto pair = set_cookie.substr(0, set_cookie.find(';'));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) return;
    const auto name = trimmed(pair.substr(0, equals));
    const auto value = trimmed(pair.substr(equals + 1));
    if (name.empty()) return;

    bool expired = value.empty();
    for (auto rest = set_cookie; rest.find(';') != std::string_view::npos;) {
        rest.remove_prefix(rest.find(';') + 1);
        const auto attribute = trimmed(rest.substr(0, rest.find(';')));
        if (lower_case(attribute) == "max-age=0") expired = true;
    }
    if (expired)
        cookies_.erase(std::string(name));
    else
        cookies_.insert_or_assign(std::string(name), std::string(value));
}

std::string CookieJar::header() const
{
    std::string text;
    for (const auto& [name, value] : cookies_) {
        if (!text.empty()) text += "; ";
        text += name;
        text += '=';
        text += value;
    }
    return text;
}

}  // namespace webhookd::openboxes
