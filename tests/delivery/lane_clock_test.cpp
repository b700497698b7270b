// Wall clocks that are wrong: nothing waits longer than its schedule allows, by whichever clock.

#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

void set_clock(LaneTest& t, core::Duration step)
{
    t.clock.set_now(t.clock.now() + step);
}

TEST_F(LaneTest, RetryIsNotPutOffByAClockThatIsSetBack)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({500});
        co_await t.send(1);
        co_await t.rest();
        set_clock(t, -24h);
        co_await t.pass(5s);
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

TEST_F(LaneTest, LaterRetriesKeepTheirScheduleWhenTheClockIsSetBack)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry = {.delays = {5s, 2h}, .jitter = 0};
        t.receiver.answer_next({500, 500});
        co_await t.send(1);
        co_await t.pass(5s);
        co_await t.attempts(2);
        co_await t.rest();
        set_clock(t, -24h);
        t.lane->wake();
        co_await t.expect_wait(2h);
    });
}

TEST_F(LaneTest, FirstAttemptIsDueAtOnceWhateverTheClockSaidWhenItWasQueued)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        set_clock(t, 24h);
        co_await t.queue(1);
        set_clock(t, -24h);
        t.start();
        co_await t.attempts(1);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

TEST_F(LaneTest, FirstAttemptThatWaitedForAnotherIsDueAtOnceToo)  // P4
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.hold();
        co_await t.queue(1, "product:1");
        t.start();
        co_await t.receiver.received(1);
        set_clock(t, 24h);
        co_await t.queue(1, "product:1");
        set_clock(t, -24h);
        t.receiver.release();
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(2).state, DeliveryState::delivered);
    });
}

TEST_F(LaneTest, RetryOfAClockThatWasAheadIsNotWaitedForAfterARestart)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry = {.delays = {30min}, .jitter = 0};
        t.receiver.answer_next({500});
        set_clock(t, 24h);
        co_await t.send(1);
        co_await t.stop();
        set_clock(t, -24h);
        t.start();
        co_await t.expect_wait(30min);
    });
}

TEST_F(LaneTest, OverdueRetryGoesAtOnceAfterASuspend)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry = {.delays = {2h}, .jitter = 0};
        t.receiver.answer_next({500});
        co_await t.send(1);
        co_await t.rest();
        set_clock(t, 8h);  // the steady clock stood still
        t.lane->wake();    // as the watch does
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

TEST_F(LaneTest, RetryAfterHoldsThoughTheClockIsSetBackOrForward)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({test::retry_after_answer(429, "600")});
        co_await t.send(1);
        co_await t.rest();
        for (const core::Duration step : {core::Duration(-24h), core::Duration(48h)}) {
            set_clock(t, step);
            t.lane->wake();
            co_await t.expect_wait(10min);
        }
    });
}

}  // namespace
}  // namespace webhookd::delivery
