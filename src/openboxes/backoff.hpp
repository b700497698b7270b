#pragma once
// How long to wait: before the same request is sent again, after the server asked for less, and after a login
// was refused. Pure; a random number is an argument in [0, 1).

#include <chrono>
#include <optional>

#include "webhookd/core/time.hpp"

namespace webhookd::openboxes {

/// Before the `attempt`-th repetition (1-based) of a request that met a passing trouble: full jitter, base 1
/// s, cap 30 s.
core::Duration retry_delay(int attempt, double random);

/// How long everybody pauses after the `in_a_row`-th 429 (1-based): what the server asked for, between 1 s
/// and 15 min (F-41: absurd values); without a word of it 5 s doubling to 15 min, of which up to half is
/// taken off at random.
core::Duration pause_after_limit(int in_a_row, std::optional<core::Duration> asked, double random);

/// No login loop (F-44): an account that is tried again and again gets locked. After two refused logins no
/// further one is sent for 5 minutes, then one, then none for 10 minutes, and so on up to an hour.
class LoginBreaker
{
  public:
    using Instant = std::chrono::steady_clock::time_point;

    /// Null when a login may be sent now, else when the next one may.
    std::optional<Instant> blocked_until(Instant now) const;

    /// A login was refused, or accepted and yet no session came of it.
    void refused(Instant now);

    /// A request of a logged-in session was answered: the account is good.
    void proven();

  private:
    int refusals_ = 0;
    Instant open_until_{};
};

}  // namespace webhookd::openboxes
