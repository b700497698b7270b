// How a group of tasks ends: all of them, one that fails, one that is cancelled.

#include "webhookd/async/task_group.hpp"

#include <stdexcept>

#include "support/io_test.hpp"
#include "support/manual_clock.hpp"

namespace webhookd::async {
namespace {

using namespace std::chrono_literals;
using test::ManualClock;

class TaskGroupTest : public test::IoTest
{
  protected:
    ManualClock clock_;
    TaskGroup group_{io_.get_executor()};
};

asio::awaitable<void> sleep_for_ever(ManualClock& clock, int& ended)
{
    struct CountAtEnd
    {
        int& ended;
        ~CountAtEnd() { ++ended; }
    } count{ended};
    co_await clock.sleep_until(SteadyTime::max());
}

asio::awaitable<void> fail_after(ManualClock& clock, std::chrono::milliseconds time)
{
    co_await clock.sleep_until(clock.steady() + time);
    throw std::runtime_error("failed");
}

TEST_F(TaskGroupTest, JoinOfAnEmptyGroupReturns)
{
    run(group_.join());
}

TEST_F(TaskGroupTest, TaskThatIsCancelledBeforeItBeganEnds)
{
    int ended = 0;
    group_.spawn(sleep_for_ever(clock_, ended));  // begins in run()
    group_.cancel();
    run(group_.join());
    EXPECT_EQ(group_.size(), 0U);
    EXPECT_EQ(clock_.sleepers(), 0U);
}

TEST_F(TaskGroupTest, JoinWaitsForEveryTask)
{
    int ended = 0;
    auto task = [](ManualClock& clock, int& count, std::chrono::milliseconds time) -> asio::awaitable<void> {
        co_await clock.sleep_until(clock.steady() + time);
        ++count;
    };
    for (int i = 1; i <= 3; ++i)
        group_.spawn(task(clock_, ended, i * 1s));
    auto body = [](ManualClock& clock, TaskGroup& group, int& count) -> asio::awaitable<void> {
        co_await clock.until_sleepers(3);
        clock.advance(3s);
        co_await group.join();
        EXPECT_EQ(count, 3);
    };
    run(body(clock_, group_, ended));
    EXPECT_EQ(group_.size(), 0U);
}

TEST_F(TaskGroupTest, FirstFailureCancelsTheSiblingsAndComesOutOfJoin)
{
    int ended = 0;
    group_.spawn(sleep_for_ever(clock_, ended));
    group_.spawn(fail_after(clock_, 1s));
    group_.spawn(sleep_for_ever(clock_, ended));
    auto body = [](ManualClock& clock, TaskGroup& group) -> asio::awaitable<void> {
        co_await clock.until_sleepers(3);
        clock.advance(1s);
        co_await group.join();
    };
    EXPECT_THROW(run(body(clock_, group_)), std::runtime_error);
    EXPECT_EQ(ended, 2);
}

TEST_F(TaskGroupTest, CancellationIsNotAFailure)
{
    int ended = 0;
    group_.spawn(sleep_for_ever(clock_, ended));
    auto body = [](ManualClock& clock, TaskGroup& group) -> asio::awaitable<void> {
        co_await clock.until_sleepers(1);
        group.cancel();
        co_await group.join();
    };
    run(body(clock_, group_));
    EXPECT_EQ(ended, 1);
}

TEST_F(TaskGroupTest, AbortThatNobodyAskedForIsAFailure)
{
    int ended = 0;
    auto aborted = []() -> asio::awaitable<void> {
        throw boost::system::system_error(asio::error::operation_aborted);
        co_return;
    };
    group_.spawn(sleep_for_ever(clock_, ended));
    group_.spawn(aborted());
    EXPECT_THROW(run(group_.join()), boost::system::system_error);
    EXPECT_EQ(ended, 1);
}

TEST_F(TaskGroupTest, TaskSpawnedAfterCancelEndsAtItsFirstWait)
{
    int ended = 0;
    group_.cancel();
    group_.spawn(sleep_for_ever(clock_, ended));
    run(group_.join());
    EXPECT_EQ(clock_.sleepers(), 0U);
}

TEST_F(TaskGroupTest, CancelledJoinCancelsTheTasksAndStillWaits)
{
    int ended = 0;
    bool returned = false;
    auto joiner = [](ManualClock& clock, int& count, bool& after) -> asio::awaitable<void> {
        auto executor = co_await asio::this_coro::executor;
        TaskGroup inner(executor);
        inner.spawn(sleep_for_ever(clock, count));
        inner.spawn(sleep_for_ever(clock, count));
        try {
            co_await inner.join();
        } catch (const boost::system::system_error& error) {
            after = error.code() == asio::error::operation_aborted && count == 2;
        }
    };
    group_.spawn(joiner(clock_, ended, returned));
    auto body = [](ManualClock& clock, TaskGroup& group) -> asio::awaitable<void> {
        co_await clock.until_sleepers(2);
        group.cancel();
        co_await group.join();
    };
    run(body(clock_, group_));
    EXPECT_TRUE(returned);
}

TEST_F(TaskGroupTest, GroupCanBeUsedAgainAfterJoin)
{
    auto body = [](ManualClock& clock, TaskGroup& group) -> asio::awaitable<void> {
        for (int round = 0; round < 3; ++round) {
            group.spawn(clock.sleep_until(clock.steady() + 1s));
            co_await clock.until_sleepers(1);
            clock.advance(1s);
            co_await group.join();
        }
    };
    run(body(clock_, group_));
}

}  // namespace
}  // namespace webhookd::async
