// The clock that all other tests trust: order, cancellation, and no time of its own.
#include "support/manual_clock.hpp"

#include <string>

#include "support/io_test.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::test {
namespace {

using namespace std::chrono_literals;

class ManualClockTest : public IoTest
{
  protected:
    asio::awaitable<void> sleep_and_note(std::chrono::milliseconds time, std::string name)
    {
        co_await clock_.sleep_until(clock_.steady() + time);
        woken_.push_back(name);
    }

    ManualClock clock_;
    std::vector<std::string> woken_;
};

TEST_F(ManualClockTest, StandsStill)
{
    EXPECT_EQ(clock_.steady(), clock_.steady());
    const auto before = clock_.now();
    clock_.advance(1500ms);
    EXPECT_EQ(clock_.now() - before, 1500ms);
}

TEST_F(ManualClockTest, WallClockStepsAlone)  // F-16
{
    const auto steady = clock_.steady();
    clock_.set_now(clock_.now() - 1h);
    EXPECT_EQ(clock_.steady(), steady);
}

TEST_F(ManualClockTest, WakesInOrderOfDeadlines)
{
    async::TaskGroup group(io_.get_executor());
    group.spawn(sleep_and_note(3s, "third"));
    group.spawn(sleep_and_note(1s, "first"));
    group.spawn(sleep_and_note(2s, "second"));
    group.spawn(sleep_and_note(3s, "fourth"));
    auto body = [](ManualClock& clock, async::TaskGroup& tasks) -> asio::awaitable<void> {
        co_await clock.until_sleepers(4);
        clock.advance(3s);
        co_await tasks.join();
    };
    run(body(clock_, group));
    EXPECT_EQ(woken_, (std::vector<std::string>{"first", "second", "third", "fourth"}));
}

TEST_F(ManualClockTest, WakesNobodyBeforeTheDeadline)
{
    async::TaskGroup group(io_.get_executor());
    group.spawn(sleep_and_note(1s, "early"));
    group.spawn(sleep_and_note(2s, "late"));
    auto body = [](ManualClock& clock, async::TaskGroup& tasks) -> asio::awaitable<void> {
        co_await clock.until_sleepers(2);
        clock.advance(1999ms);
        EXPECT_EQ(clock.sleepers(), 1U);
        EXPECT_EQ(clock.next_deadline(), clock.steady() + 1ms);
        EXPECT_TRUE(clock.advance_to_next());
        EXPECT_FALSE(clock.advance_to_next());
        co_await tasks.join();
    };
    run(body(clock_, group));
    EXPECT_EQ(woken_, (std::vector<std::string>{"early", "late"}));
}

TEST_F(ManualClockTest, PastDeadlineDoesNotSleep)
{
    run(sleep_and_note(0ms, "now"));
    EXPECT_EQ(woken_.size(), 1U);
}

TEST_F(ManualClockTest, CancelledSleepThrowsOperationAborted)
{
    async::TaskGroup group(io_.get_executor());
    group.spawn(sleep_and_note(1s, "never"));
    auto body = [](ManualClock& clock, async::TaskGroup& tasks) -> asio::awaitable<void> {
        co_await clock.until_sleepers(1);
        tasks.cancel();
        co_await tasks.join();
        EXPECT_EQ(clock.sleepers(), 0U);
    };
    run(body(clock_, group));
    EXPECT_TRUE(woken_.empty());
}

}  // namespace
}  // namespace webhookd::test
