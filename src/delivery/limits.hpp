#pragma once
// How often a lane may send: the rate limit of its subscriber, and the pause that the endpoint asks for.
// Pure.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "webhookd/async/clock.hpp"

namespace webhookd::delivery {

/// `rate_limit` of a subscriber: at most `count` attempts in any window of `per`. A sliding window, not a
/// token bucket, because a bucket lets a burst and the refill through in one window.
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

/// The pause that an endpoint asks for, whether or not it says how long. It concerns the whole lane and only
/// ever delays: a later, shorter request shortens nothing, and one for no time at all is not shorter than one
/// that does not say.
class Throttle
{
  public:
    /// An endpoint that asks for more (by mistake, mostly) is asked again after an hour.
    static constexpr core::Duration longest{3'600'000};
    /// When it does not say, or says less: 1 s, doubling from pause to pause until a delivery
    /// succeeds.
    static constexpr core::Duration first{1000};
    static constexpr core::Duration longest_guess{60'000};

    /// Nothing is sent before this instant.
    async::SteadyTime until() const { return until_; }

    void pause(std::optional<core::Duration> asked, async::SteadyTime now)
    {
        if (asked && *asked >= first) {
            until_ = std::max(until_, now + std::min(*asked, longest));
            return;
        }
        // Answers to attempts that were in flight together are one request for a pause, not several.
        if (now >= until_) guess_ = std::clamp(guess_ * 2, first, longest_guess);
        until_ = std::max(until_, now + guess_);
    }

    /// A pause of our own.
    void wait_until(async::SteadyTime instant) { until_ = std::max(until_, instant); }

    void succeed() { guess_ = core::Duration{0}; }

  private:
    async::SteadyTime until_ = async::SteadyTime::min();
    core::Duration guess_{0};
};

}  // namespace webhookd::delivery
