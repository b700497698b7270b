// Event types with `*`, and the matcher that joins them with `where`.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>

#include "webhookd/core/event.hpp"
#include "webhookd/core/matching.hpp"

namespace webhookd::core {

namespace {

/// `*` is any run of characters. Greedy with one point to come back to, so the time is at most the product of
/// the lengths, whatever the pattern.
bool glob_matches(std::string_view pattern, std::string_view text)
{
    std::size_t at_pattern = 0;
    std::size_t at_text = 0;
    std::size_t star = std::string_view::npos;
    std::size_t star_text = 0;
    while (at_text < text.size()) {
        if (at_pattern < pattern.size() && pattern[at_pattern] == '*') {
            star = at_pattern++;
            star_text = at_text;
        } else if (at_pattern < pattern.size() && pattern[at_pattern] == text[at_text]) {
            ++at_pattern;
            ++at_text;
        } else if (star != std::string_view::npos) {
            at_pattern = star + 1;
            at_text = ++star_text;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at_pattern) == std::string_view::npos;
}

bool wants_type(const Matcher& matcher, std::string_view type)
{
    return std::ranges::any_of(matcher.events,
                               [type](const std::string& pattern) { return pattern_matches(pattern, type); });
}

}  // namespace

bool pattern_matches(std::string_view pattern, std::string_view type)
{
    if (is_operational(type) && !is_operational(pattern)) return false;
    return glob_matches(pattern, type);
}

std::optional<std::string> pattern_error(std::string_view pattern, std::span<const EventDescription> events)
{
    const auto types = std::views::transform(events, &EventDescription::type);
    if (std::ranges::any_of(types, [pattern](const auto& type) { return pattern_matches(pattern, type); }))
        return std::nullopt;
    return fmt::format("\"{}\" names no event type; expected one of {}, or a pattern with * of them", pattern,
                       fmt::join(types, ", "));
}

bool matches(const Matcher& matcher, std::string_view type, const Json& data)
{
    return wants_type(matcher, type) && matches(matcher.where, data);
}

std::optional<std::string> why_not(const Matcher& matcher, std::string_view type, const Json& data)
{
    if (!wants_type(matcher, type))
        return fmt::format("type {} is none of its events: {}", type, fmt::join(matcher.events, ", "));
    return why_not(matcher.where, data);
}

}  // namespace webhookd::core
