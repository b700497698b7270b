#pragma once
// When a failed delivery is tried again (`delivery.retry`, `delivery.jitter`). Pure: the random number is
// an argument, the result a delay.

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

/// What retry_after() never exceeds: far beyond every cap that callers apply, near enough that adding it to
/// any clock cannot overflow.
inline constexpr Duration longest_retry_after = std::chrono::hours{24 * 36'500};

/// `Retry-After` of an answer (RFC 9110 10.2.3): seconds, or a date taken relative to the answer's own `date`
/// (F-16, F-41), to `now` when that is absent. Null when absent or unreadable. Never negative; absurd values
/// are for the caller to cap.
std::optional<Duration> retry_after(std::string_view retry_after, std::string_view date, Timestamp now);

}  // namespace webhookd::core
