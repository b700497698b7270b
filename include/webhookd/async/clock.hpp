#pragma once
// Time as an argument: production reads the system's clocks, tests advance a ManualClock. Timers and
// intervals use steady(), which never steps; now() is only for what is stored or sent (F-16).

#include <functional>

#include "webhookd/async/asio.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::async {

using SteadyTime = std::chrono::steady_clock::time_point;

class Clock
{
  public:
    virtual ~Clock() = default;

    /// Wall clock, UTC.
    virtual core::Timestamp now() const = 0;

    /// Monotonic clock.
    virtual SteadyTime steady() const = 0;

    /// Completes once steady() >= until. Cancellable; a cancelled wait throws operation_aborted.
    virtual asio::awaitable<void> sleep_until(SteadyTime until) = 0;
};

/// The machine's clocks. Sleeps on the executor of the awaiting coroutine.
class SystemClock final : public Clock
{
  public:
    core::Timestamp now() const override;
    SteadyTime steady() const override;
    asio::awaitable<void> sleep_until(SteadyTime until) override;
};

/// The wall clock goes another way than the steady one when somebody sets it, and after the machine slept, a
/// time that the steady clock does not count. What waits for an instant of one clock by sleeping on the other
/// must hear of that.
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
