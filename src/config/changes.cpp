// The printed forms, and the words for what has more to say than a form: of secrets, keys and headers only
// what everybody may know.

#include "config/changes.hpp"

#include <algorithm>
#include <map>

namespace webhookd::config {

namespace {

/// Where plain values differ.
Words differing(const std::string& key, const std::string& before, const std::string& after)
{
    if (before == after) return {};
    return {fmt::format("{}: {} -> {}", key, print(before), print(after))};
}

Words hidden(const std::string& key, bool same)
{
    if (same) return {};
    return {fmt::format("{} changed", key)};
}

Words both(Words words, const Words& more)
{
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

}  // namespace

std::string print(core::Duration duration)
{
    return core::format_duration(duration);
}

std::string print(const core::PollInterval& interval)
{
    if (!interval) return "auto";
    return *interval == core::Duration::zero() ? "off" : print(*interval);
}

std::string print(std::size_t number)
{
    return fmt::to_string(number);
}

std::string print(double share)
{
    return fmt::format("{:g}%", share * 100);
}

std::string print(bool value)
{
    return value ? "true" : "false";
}

std::string print(const std::string& text)
{
    return text.empty() ? "none" : text;
}

std::string print(const core::RateLimit& limit)
{
    return limit.count > 0 ? fmt::format("{} per {}", limit.count, print(limit.per)) : "none";
}

Words changes_of(const std::string& key, const core::SecretText& before, const core::SecretText& after)
{
    return hidden(key, before.reveal() == after.reveal());
}

Words changes_of(const std::string& key, const File& before, const File& after)
{
    if (before.path == after.path && before.contents != after.contents)
        return {fmt::format("{}: another file is now at {}", key, after.path)};
    return differing(key, before.path, after.path);
}

Words changes_of(const std::string& key, const core::Proxy& before, const core::Proxy& after)
{
    return both(differing(key, before.url, after.url),
                both(differing(key + ".username", before.username, after.username),
                     changes_of(key + ".password", before.password, after.password)));
}

Words changes_of(const std::string& key, const core::Where& before, const core::Where& after)
{
    return hidden(key, before == after);
}

/// A key tells nothing but what it makes of a message.
Words changes_of(const std::string& key, const std::vector<core::SigningKey>& before,
                 const std::vector<core::SigningKey>& after)
{
    const auto sign_alike = [](const core::SigningKey& left, const core::SigningKey& right) {
        return left.sign("", "", "") == right.sign("", "", "");
    };
    if (std::ranges::equal(before, after, sign_alike)) return {};
    return {fmt::format("{} rotated ({} key{}, was {})", key, after.size(), after.size() == 1 ? "" : "s",
                        before.size())};
}

/// Values may be secrets.
Words changes_of(const std::string&, const Headers& before, const Headers& after)
{
    const std::map<std::string, std::string> then(before.begin(), before.end());
    const std::map<std::string, std::string> now(after.begin(), after.end());
    Words words;
    for (const auto& [name, value] : then)
        if (!now.contains(name)) words.push_back(fmt::format("header {} removed", name));
    for (const auto& [name, value] : now) {
        const auto earlier = then.find(name);
        if (earlier == then.end())
            words.push_back(fmt::format("header {} added", name));
        else if (earlier->second != value)
            words.push_back(fmt::format("header {} changed", name));
    }
    return words;
}

Words changes_of(const std::string& key, const core::Login& before, const core::Login& after)
{
    if (before.index() != after.index())
        return {fmt::format("{}: {}", key,
                            std::holds_alternative<core::ApiKeyLogin>(after)
                                ? "api_key instead of username and password"
                                : "username and password instead of api_key")};
    if (const auto* now = std::get_if<core::PasswordLogin>(&after)) {
        const auto& then = std::get<core::PasswordLogin>(before);
        return both(differing(key + ".username", then.username, now->username),
                    changes_of(key + ".password", then.password, now->password));
    }
    const auto& then = std::get<core::ApiKeyLogin>(before);
    const auto& now = std::get<core::ApiKeyLogin>(after);
    return both(differing(key + ".api_key.header", then.header, now.header),
                changes_of(key + ".api_key.value", then.value, now.value));
}

}  // namespace webhookd::config
