// No notification is lost, many wake once, and a wait ends by deadline and by cancellation, too.

#include "webhookd/async/signal_flag.hpp"

#include "support/io_test.hpp"
#include "support/manual_clock.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::async {
namespace {

using namespace std::chrono_literals;

class SignalFlagTest : public test::IoTest
{
  protected:
    test::ManualClock clock_;
    SignalFlag flag_{io_.get_executor()};
};

asio::awaitable<void> wait_and_count(SignalFlag& flag, int& woken)
{
    for (;;) {
        co_await flag.wait();
        ++woken;
    }
}

TEST_F(SignalFlagTest, NotificationBeforeTheWaitIsNotLost)
{
    flag_.notify();
    run(flag_.wait());
}

TEST_F(SignalFlagTest, ManyNotificationsWakeOnce)
{
    for (int i = 0; i < 5; ++i)
        flag_.notify();
    bool again = true;
    auto body = [](SignalFlag& flag, Clock& clock, bool& notified) -> asio::awaitable<void> {
        co_await flag.wait();
        notified = co_await flag.wait_until(clock, clock.steady());
    };
    run(body(flag_, clock_, again));
    EXPECT_FALSE(again);
}

TEST_F(SignalFlagTest, WaitIsCancellable)
{
    int woken = 0;
    TaskGroup group(io_.get_executor());
    group.spawn(wait_and_count(flag_, woken));
    group.cancel();
    run(group.join());
    EXPECT_EQ(woken, 0);
}

TEST_F(SignalFlagTest, DeadlineEndsTheWait)
{
    bool notified = true;
    auto waiter = [](SignalFlag& flag, Clock& clock, bool& out) -> asio::awaitable<void> {
        out = co_await flag.wait_until(clock, clock.steady() + 5s);
    };
    auto body = [](test::ManualClock& clock, TaskGroup& tasks) -> asio::awaitable<void> {
        co_await clock.until_sleepers(1);
        clock.advance(5s);
        co_await tasks.join();
    };
    TaskGroup group(io_.get_executor());
    group.spawn(waiter(flag_, clock_, notified));
    run(body(clock_, group));
    EXPECT_FALSE(notified);
}

TEST_F(SignalFlagTest, NotificationEndsTheWaitBeforeTheDeadline)
{
    bool notified = false;
    auto waiter = [](SignalFlag& flag, Clock& clock, bool& out) -> asio::awaitable<void> {
        out = co_await flag.wait_until(clock, clock.steady() + 5s);
    };
    auto body = [](test::ManualClock& clock, SignalFlag& flag, TaskGroup& tasks) -> asio::awaitable<void> {
        co_await clock.until_sleepers(1);
        flag.notify();
        co_await tasks.join();
        EXPECT_EQ(clock.sleepers(), 0U);
    };
    TaskGroup group(io_.get_executor());
    group.spawn(waiter(flag_, clock_, notified));
    run(body(clock_, flag_, group));
    EXPECT_TRUE(notified);
}

TEST_F(SignalFlagTest, CancelledTimedWaitThrowsOperationAborted)
{
    bool aborted = false;
    auto waiter = [](SignalFlag& flag, Clock& clock, bool& out) -> asio::awaitable<void> {
        try {
            co_await flag.wait_until(clock, clock.steady() + 5s);
        } catch (const boost::system::system_error& error) {
            out = error.code() == asio::error::operation_aborted;
        }
    };
    auto body = [](test::ManualClock& clock, TaskGroup& tasks) -> asio::awaitable<void> {
        co_await clock.until_sleepers(1);
        tasks.cancel();
        co_await tasks.join();
    };
    TaskGroup group(io_.get_executor());
    group.spawn(waiter(flag_, clock_, aborted));
    run(body(clock_, group));
    EXPECT_TRUE(aborted);
}

}  // namespace
}  // namespace webhookd::async
