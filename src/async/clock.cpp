// The machine's clocks: the wall clock in whole milliseconds, as instants are stored; sleeping is a timer on
// the steady one. The watch compares the two once a second.

#include "webhookd/async/clock.hpp"

#include <boost/asio/steady_timer.hpp>

namespace webhookd::async {

core::Timestamp SystemClock::now() const
{
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady() const
{
    return std::chrono::steady_clock::now();
}

asio::awaitable<void> SystemClock::sleep_until(SteadyTime until)
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, until);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> watch_wall_clock(Clock& clock, std::function<void(core::Duration step)> stepped)
{
    constexpr std::chrono::seconds look_every{1};
    WallClockSteps steps(clock);
    for (;;) {
        co_await clock.sleep_until(clock.steady() + look_every);
        const auto step = steps.look(clock);
        if (step != core::Duration{0}) stepped(step);
    }
}

}  // namespace webhookd::async
