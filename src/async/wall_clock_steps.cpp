// The watch, which compares the two clocks once a second; what counts as a step is decided in the header.

#include "webhookd/async/wall_clock_steps.hpp"

namespace webhookd::async {

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
