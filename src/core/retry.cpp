// The delay after a failure, from the schedule; and Retry-After in both its forms. What would overflow
// ends at a limit.

#include "webhookd/core/retry.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "webhookd/core/text.hpp"

namespace webhookd::core {

namespace {

std::optional<Duration> parse_seconds(std::string_view text)
{
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (!digits) return std::nullopt;
    const auto longest = std::chrono::duration_cast<std::chrono::seconds>(longest_retry_after);
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc::result_out_of_range) return longest;
    return std::min(std::chrono::seconds{seconds}, longest);
}

}  // namespace

std::optional<Duration> RetrySchedule::after(int attempts, double random) const
{
    const auto index = static_cast<std::size_t>(std::max(attempts, 1) - 1);
    if (index >= delays.size()) return std::nullopt;
    const auto delay = delays[index];
    const auto longer = static_cast<double>(delay.count()) * std::clamp(jitter, 0.0, 1.0) * random;
    const auto room = static_cast<double>((Duration::max() - delay).count());
    return longer < room ? delay + Duration{static_cast<Duration::rep>(longer)} : Duration::max();
}

std::optional<Duration> retry_after(std::string_view retry_after, std::string_view date, Timestamp now)
{
    const auto value = trimmed(retry_after);
    if (const auto seconds = parse_seconds(value)) return seconds;
    const auto until = parse_http_date(value);
    if (!until) return std::nullopt;
    const auto answered = parse_http_date(trimmed(date)).value_or(now);
    return std::clamp<Duration>(*until - answered, Duration::zero(), longest_retry_after);
}

}  // namespace webhookd::core
