#pragma once
// When what failed is tried again: a delivery (`delivery.retry`, `delivery.jitter`), a question. Pure: the
// random number is an argument, the result a delay.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "webhookd/core/time.hpp"

namespace webhookd::core {

struct RetrySchedule
{
    std::vector<Duration> delays;  ///< after the 1st, 2nd, … failed attempt
    double jitter = 0.2;           ///< 0 … 1: each delay is lengthened by up to this share, never shortened

    /// The delay after the `attempts`-th failure (1-based), or null when none is left: the delivery is dead.
    /// `random` is uniform in [0, 1).
    std::optional<Duration> after(int attempts, double random) const;

    friend bool operator==(const RetrySchedule&, const RetrySchedule&) = default;
};

/// 5s 5m 30m 2h 5h 10h 14h 20h 24h: the example of Standard Webhooks, three days and four hours in all.
inline RetrySchedule standard_retry()
{
    using namespace std::chrono_literals;
    return {.delays = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h}, .jitter = 0.2};
}

/// What retry_after() never exceeds: far beyond every cap that callers apply, near enough that adding it to
/// any clock cannot overflow.
inline constexpr Duration longest_retry_after = std::chrono::hours{24 * 36'500};

/// `Retry-After` of an answer (RFC 9110 10.2.3): seconds, or a date taken relative to the answer's own `date`
/// (F-16, F-41), to `now` when that is absent. Null when absent or unreadable. Never negative; absurd values
/// are for the caller to cap.
std::optional<Duration> retry_after(std::string_view retry_after, std::string_view date, Timestamp now);

/// `first` doubled so many times (none below 0), at most `longest`.
constexpr Duration doubled(Duration first, int times, Duration longest)
{
    return std::min(longest, first * (std::int64_t{1} << std::clamp(times, 0, 20)));
}

/// When a question that was not answered is asked again: after a minute, then after twice as long each time,
/// up to an hour or so. For questions about one entity among many, that may never be answered.
class EverLessOften
{
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// True before the first time, too.
    bool is_due(Time now) const { return now >= again_at_; }

    /// It was asked in vain.
    void note(Time now)
    {
        again_at_ = now + doubled(std::chrono::minutes(1), asked_++, std::chrono::minutes(64));
    }

  private:
    int asked_ = 0;
    Time again_at_{};
};

}  // namespace webhookd::core
