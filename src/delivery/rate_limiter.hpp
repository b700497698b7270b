#pragma once
// `rate_limit` of a subscriber: at most `count` attempts in any window of `per`. A sliding window, not a
// token bucket, because a bucket lets a burst and the refill through in one window. Pure.

#include <cstddef>
#include <vector>

#include "webhookd/async/clock.hpp"

namespace webhookd::delivery {

class RateLimiter
{
  public:
    /// `count` 0: no limit.
    RateLimiter(std::size_t count, core::Duration per) : count_(count), per_(per) {}

    /// The earliest instant at which another attempt may begin; in the past when it may begin now.
    async::SteadyTime earliest() const
    {
        if (count_ == 0 || sent_.size() < count_) return async::SteadyTime::min();
        return sent_[oldest_] + per_;
    }

    /// Counts an attempt that begins `now`.
    void record(async::SteadyTime now)
    {
        if (count_ == 0) return;
        if (sent_.size() < count_) {
            sent_.push_back(now);
            return;
        }
        sent_[oldest_] = now;
        oldest_ = (oldest_ + 1) % count_;
    }

    /// Counts what an earlier limiter of the same endpoint counted.
    void take_over(const RateLimiter& earlier)
    {
        for (std::size_t i = 0; i < earlier.sent_.size(); ++i)
            record(earlier.sent_[(earlier.oldest_ + i) % earlier.sent_.size()]);
    }

  private:
    std::size_t count_;
    core::Duration per_;
    std::vector<async::SteadyTime> sent_;  ///< the last `count` attempts, a ring once full
    std::size_t oldest_ = 0;
};

}  // namespace webhookd::delivery
