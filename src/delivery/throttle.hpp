#pragma once
// The pause that an endpoint asks for, whether or not it says how long. It concerns the whole lane and only
// ever delays: a later, shorter request shortens nothing, and one for no time at all is not shorter than one
// that does not say. Pure.

#include <algorithm>
#include <optional>

#include "webhookd/async/clock.hpp"

namespace webhookd::delivery {

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
