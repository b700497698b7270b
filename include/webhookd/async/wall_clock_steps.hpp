#pragma once
// The wall clock goes another way than the steady one when somebody sets it, and after the machine slept, a
// time that the steady clock does not count. What waits for an instant of one clock by sleeping on the other
// must hear of that.

#include <functional>

#include "webhookd/async/clock.hpp"

namespace webhookd::async {

class WallClockSteps
{
  public:
    /// Less than this is no step: both clocks are not read at one instant.
    static constexpr core::Duration least{1000};

    explicit WallClockSteps(const Clock& clock) : ahead_(ahead(clock)) {}

    /// How far the wall clock stepped since the step before, or since the beginning: zero mostly, negative
    /// when it was set back.
    core::Duration look(const Clock& clock)
    {
        const auto step = ahead(clock) - ahead_;
        if (std::chrono::abs(step) < least) return core::Duration{0};
        ahead_ += step;
        return step;
    }

  private:
    static core::Duration ahead(const Clock& clock)
    {
        return clock.now().time_since_epoch() -
               std::chrono::floor<core::Duration>(clock.steady().time_since_epoch());
    }

    core::Duration ahead_;
};

/// Calls `stepped` within a second of each step, until cancelled.
asio::awaitable<void> watch_wall_clock(Clock& clock, std::function<void(core::Duration step)> stepped);

}  // namespace webhookd::async
