// How a value of each type is printed in a change; and files, which also change when other bytes are
// at the same path.

#include "config/changes.hpp"

#include <fmt/ranges.h>

#include <array>

namespace webhookd::config {

namespace {

std::size_t hash_of(const Changes::Files& files, const std::string& path)
{
    const auto found = files.find(path);
    return found == files.end() ? 0 : found->second;
}

template <class Enum, std::size_t N>
std::string word(const std::array<std::string_view, N>& words, Enum value)
{
    return std::string(words.at(static_cast<std::size_t>(value)));
}

}  // namespace

std::string text_of(core::Duration duration)
{
    return core::format_duration(duration);
}

std::string text_of(std::size_t number)
{
    return fmt::to_string(number);
}

std::string text_of(bool value)
{
    return value ? "true" : "false";
}

std::string text_of(const std::string& text)
{
    return text.empty() ? "none" : text;
}

std::string text_of(const std::vector<std::string>& list)
{
    return fmt::format("[{}]", fmt::join(list, ", "));
}

std::string text_of(const std::set<std::string>& list)
{
    return fmt::format("[{}]", fmt::join(list, ", "));
}

std::string text_of(const std::vector<core::Duration>& list)
{
    std::vector<std::string> texts;
    for (const auto duration : list)
        texts.push_back(core::format_duration(duration));
    return text_of(texts);
}

std::string text_of(const std::optional<RateLimit>& limit)
{
    return limit ? fmt::format("{} per {}", limit->count, core::format_duration(limit->per)) : "none";
}

std::string text_of(FirstRun first_run)
{
    return word<FirstRun, 2>({"baseline", "emit"}, first_run);
}

std::string text_of(Reading reading)
{
    return word<Reading, 2>({"open", "token"}, reading);
}

std::string text_of(LogLevel level)
{
    return word<LogLevel, 4>({"error", "warn", "info", "debug"}, level);
}

std::string text_of(LogFormat format)
{
    return word<LogFormat, 2>({"text", "json"}, format);
}

std::string text_of(Ordering ordering)
{
    return word<Ordering, 3>({"entity", "none", "strict"}, ordering);
}

void Changes::file(std::string_view key, const std::string& before, const std::string& after)
{
    value(key, before, after);
    if (before == after && hash_of(files_before_, before) != hash_of(files_after_, after))
        add(fmt::format("{}: another file is now at {}", key, after));
}

void compare_proxy(Changes& changes, const std::string& key, const Proxy& before, const Proxy& after)
{
    changes.value(key, before.url, after.url);
    changes.value(key + ".username", before.username, after.username);
    changes.hidden(key + ".password", before.password.reveal() == after.password.reveal());
}

}  // namespace webhookd::config
