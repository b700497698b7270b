// Steps of the wall clock, told apart from time that passes.

#include "webhookd/async/clock.hpp"

#include "support/io_test.hpp"
#include "support/manual_clock.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::async {
namespace {

using namespace std::chrono_literals;

TEST(WallClockSteps, AreWhatTheSteadyClockDoesNotKnowOf)
{
    test::ManualClock clock;
    WallClockSteps steps(clock);
    clock.advance(24h);
    EXPECT_EQ(steps.look(clock), 0s);
    clock.set_now(clock.now() - 2h);
    EXPECT_EQ(steps.look(clock), -2h);
    EXPECT_EQ(steps.look(clock), 0s);
    clock.set_now(clock.now() + 8h);
    EXPECT_EQ(steps.look(clock), 8h);
}

TEST(WallClockSteps, AddUpWhenTheyAreSmall)
{
    test::ManualClock clock;
    WallClockSteps steps(clock);
    clock.set_now(clock.now() - 600ms);
    EXPECT_EQ(steps.look(clock), 0s);
    clock.set_now(clock.now() - 600ms);
    EXPECT_EQ(steps.look(clock), -1200ms);
}

struct WatchTest : test::IoTest
{
    test::ManualClock clock;
    std::vector<core::Duration> steps;
};

TEST_F(WatchTest, TellsOfEachStepWithinASecond)
{
    auto body = [](WatchTest& t) -> asio::awaitable<void> {
        TaskGroup group(co_await asio::this_coro::executor);
        group.spawn(watch_wall_clock(t.clock, [&t](core::Duration step) { t.steps.push_back(step); }));
        co_await t.clock.until_sleepers(1);
        t.clock.advance(1s);
        co_await t.clock.until_sleepers(1);
        t.clock.set_now(t.clock.now() + 8h);
        t.clock.advance(1s);
        co_await t.clock.until_sleepers(1);
        t.clock.advance(1s);
        co_await t.clock.until_sleepers(1);
        EXPECT_EQ(t.steps, std::vector<core::Duration>{8h});
        group.cancel();
        co_await group.join();
    };
    run(body(*this));
}

}  // namespace
}  // namespace webhookd::async
