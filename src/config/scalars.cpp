// Each parser takes its text whole or not at all; its error names the form and the range that it wanted.

#include "config/codecs.hpp"

#include <algorithm>
#include <array>

#include "webhookd/core/text.hpp"

namespace webhookd::config {

namespace {

struct SizeUnit
{
    std::string_view name;
    std::size_t bytes;
};

constexpr std::array<SizeUnit, 4> size_units{{
    {"GiB", std::size_t{1} << 30U},
    {"MiB", std::size_t{1} << 20U},
    {"KiB", std::size_t{1} << 10U},
    {"B", 1},
}};

std::optional<std::size_t> parse_size(std::string_view text)
{
    for (const auto& unit : size_units) {
        if (!text.ends_with(unit.name)) continue;
        const auto count = core::find_number<std::size_t>(text.substr(0, text.size() - unit.name.size()));
        if (!count || *count > std::numeric_limits<std::size_t>::max() / unit.bytes) return std::nullopt;
        return *count * unit.bytes;
    }
    return std::nullopt;
}

std::string duration_range(core::Duration least, core::Duration most)
{
    return fmt::format("a duration from {} to {}, such as 500ms, 30s, 5m, 2h or 7d",
                       core::format_duration(least), core::format_duration(most));
}

std::optional<core::Duration> find_duration(const Value& value, core::Duration least, core::Duration most)
{
    if (!value.is_scalar()) return std::nullopt;
    const auto duration = core::parse_duration(value.node().text);
    if (!duration || *duration < least || *duration > most) return std::nullopt;
    return duration;
}

}  // namespace

std::string SizeIn::print(std::size_t bytes)
{
    for (const auto& unit : size_units)
        if (bytes % unit.bytes == 0) return fmt::format("{}{}", bytes / unit.bytes, unit.name);
    return fmt::format("{}B", bytes);
}

std::optional<std::size_t> Whole::operator()(const Value& value) const
{
    const auto count = value.is_plain() ? core::find_number<std::size_t>(value.node().text) : std::nullopt;
    if (count && *count >= least && *count <= most) return count;
    return value.expected(fmt::format("a whole number from {} to {}{}", least, most,
                                      value.node().quoted ? " without quotes" : ""));
}

std::optional<core::Duration> DurationIn::operator()(const Value& value) const
{
    if (const auto duration = find_duration(value, least, most)) return duration;
    return value.expected(duration_range(least, most));
}

std::optional<std::optional<core::Duration>> IntervalIn::operator()(const Value& value) const
{
    using Interval = std::optional<core::Duration>;
    if (value.is_scalar() && value.node().text == "auto") return Interval();
    if (value.is_scalar() && value.node().text == "off") return Interval(core::Duration::zero());
    if (const auto duration = find_duration(value, least, most)) return Interval(duration);
    value.expected(fmt::format("auto, off, or {}", duration_range(least, most)));
    return std::nullopt;
}

std::optional<std::size_t> SizeIn::operator()(const Value& value) const
{
    const auto size = value.is_scalar() ? parse_size(value.node().text) : std::nullopt;
    if (size && *size >= least && *size <= most) return size;
    return value.expected(
        fmt::format("a size from {} to {}, such as 64KiB or 32MiB", print(least), print(most)));
}

std::optional<double> percentage(const Value& value)
{
    const std::string_view text = value.node().text;
    if (value.is_scalar() && text.ends_with('%')) {
        const auto percent = core::find_number<double>(text.substr(0, text.size() - 1));
        if (percent && *percent >= 0 && *percent <= 100) return *percent / 100;
    }
    return value.expected("a percentage from 0% to 100%");
}

std::optional<core::RateLimit> rate(const Value& value)
{
    constexpr std::array<std::pair<std::string_view, core::Duration>, 3> units{{
        {"/s", std::chrono::seconds(1)},
        {"/min", std::chrono::minutes(1)},
        {"/h", std::chrono::hours(1)},
    }};
    constexpr std::size_t most = 1'000'000;
    const std::string_view text = value.node().text;
    for (const auto& [unit, per] : units) {
        if (!value.is_scalar() || !text.ends_with(unit)) continue;
        const auto count = core::find_number<std::size_t>(text.substr(0, text.size() - unit.size()));
        if (count && *count >= 1 && *count <= most) return core::RateLimit{*count, per};
    }
    return value.expected("a rate from 1 to 1000000 per s, min or h, such as 10/s or 50/min");
}

std::optional<bool> boolean(const Value& value)
{
    if (value.is_plain() && value.node().text == "true") return true;
    if (value.is_plain() && value.node().text == "false") return false;
    return value.expected("true or false, without quotes");
}

std::optional<std::string> Text::operator()(const Value& value) const
{
    if (!value.is_scalar()) return value.expected_kind(what);
    const auto& text = value.node().text;
    if (text.empty()) return value.expected(what);
    if (text.size() > longest)
        return value.fail(
            fmt::format("expected {} of at most {} bytes, found {}", what, longest, text.size()));
    const bool control =
        std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (control) return value.expected(fmt::format("{} without control characters", what));
    return text;
}

std::optional<std::set<std::string>> SetOf::operator()(const Value& value) const
{
    const auto texts = ListOf{item, what, 1, 1000}(value);
    if (!texts) return std::nullopt;
    std::set<std::string> result(texts->begin(), texts->end());
    if (result.size() < texts->size()) return value.fail("holds the same entry twice");
    return result;
}

std::optional<std::string> name(const Value& value)
{
    constexpr std::size_t longest = 64;
    const auto& text = value.node().text;
    const bool fits = value.is_scalar() && !text.empty() && text.size() <= longest &&
                      text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    if (!fits) return value.expected("a name of 1 to 64 lower-case letters, digits and hyphens");
    return text;
}

}  // namespace webhookd::config
