// parse_duration() and format_duration() of time.hpp, both by one table of units.

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "webhookd/core/time.hpp"

namespace webhookd::core {

namespace {

struct Unit
{
    std::string_view name;
    Duration length;
};

/// Longest first: format_duration() takes the first that divides.
constexpr std::array units{Unit{"d", std::chrono::hours{24}}, Unit{"h", std::chrono::hours{1}},
                           Unit{"m", std::chrono::minutes{1}}, Unit{"s", std::chrono::seconds{1}},
                           Unit{"ms", std::chrono::milliseconds{1}}};

}  // namespace

std::optional<Duration> parse_duration(std::string_view text)
{
    if (text.starts_with('-')) return std::nullopt;
    Duration::rep count = 0;
    const auto [unit_begin, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{}) return std::nullopt;
    const auto name = text.substr(static_cast<std::size_t>(unit_begin - text.data()));
    for (const auto& unit : units) {
        if (name != unit.name) continue;
        if (count > Duration::max() / unit.length) return std::nullopt;
        return count * unit.length;
    }
    return std::nullopt;
}

std::string format_duration(Duration duration)
{
    if (duration == Duration::zero()) return "0s";
    for (const auto& unit : units)
        if (duration % unit.length == Duration::zero())
            return fmt::format("{}{}", duration / unit.length, unit.name);
    return fmt::format("{}ms", duration.count());
}

}  // namespace webhookd::core
