#pragma once
// Time as an argument: production reads the system's clocks, tests advance a ManualClock. Timers and
// intervals use steady(), which never steps; now() is only for what is stored or sent (F-16).

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

}  // namespace webhookd::async
