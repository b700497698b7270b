#pragma once
// The request budget (P6, F-42): how many requests may still be sent in the last 60 seconds. Pure arithmetic
// over steady time points; openboxes::Client waits by it. A sliding window, not a token bucket, because a
// bucket lets burst + rate through in one window.

#include <chrono>
#include <cstddef>
#include <deque>

namespace webhookd::core {

/// Who may use how much of the budget, at least one request each: bulk 60 %, hot polls 80 %, confirmations
/// all. So a full scan leaves room for hot polls, and these leave room for confirmations.
enum class Priority
{
    bulk,
    hot,
    confirm
};

class Budget
{
  public:
    using Instant = std::chrono::steady_clock::time_point;

    /// `per_minute` >= 1.
    explicit Budget(std::size_t per_minute);

    /// The earliest instant >= now at which a request of this priority may be sent.
    Instant earliest(Priority priority, Instant now) const;

    /// Counts a request sent at `now`. Call only when earliest(priority, now) <= now.
    void record(Instant now);

    /// No request before `until` (429 and Retry-After); never shortens a pause.
    void pause_until(Instant until);

    /// Another limit; what was sent in the last 60 seconds still counts.
    void set_per_minute(std::size_t per_minute);

    /// Requests counted in the 60 seconds before `now`.
    std::size_t used(Instant now) const;
    std::size_t per_minute() const { return per_minute_; }

  private:
    std::size_t share(Priority priority) const;

    std::size_t per_minute_;
    std::deque<Instant> sent_;  ///< of the last 60 seconds, newest last
    Instant paused_until_{};
};

}  // namespace webhookd::core
