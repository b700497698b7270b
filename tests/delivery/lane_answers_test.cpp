// What becomes of a delivery and of its lane after each kind of answer.

#include <algorithm>
#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

using test::retry_after_answer;

TEST_F(LaneTest, RedirectIsAFailureAndNeverFollowed)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        auto redirect = test::status_answer(301);
        redirect.headers.add("Location", t.receiver.url() + "/moved");
        t.receiver.answer_next({redirect});
        co_await t.send(1);
        co_await t.expect_wait(5s);
        EXPECT_EQ(t.ledger().all().size(), 1U);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::pending);
        EXPECT_TRUE(contains(t.delivery(1).last_error, "/…"));
    });
}

TEST_F(LaneTest, ExhaustedScheduleIsADeadLetterWithItsReason)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({400, 401, 404, 422});
        co_await t.send(1);
        co_await t.pass(5s);
        co_await t.pass(5min);
        co_await t.pass(30min);
        co_await t.attempts(4);
        co_await t.expect_idle();
        EXPECT_EQ(t.delivery(1).state, DeliveryState::dead);
        EXPECT_EQ(t.listener.dead.at(0).first, "evt_1");
        EXPECT_TRUE(contains(t.listener.dead.at(0).second, "answered 422"));
        EXPECT_EQ(t.attempts_of(1).size(), 4U);
    });
}

TEST_F(LaneTest, TooLargeAndUnsupportedAreFinalForThatDeliveryOnly)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_id("evt_1", {test::status_answer(413)});
        t.receiver.answer_id("evt_2", {test::status_answer(415)});
        co_await t.send(3);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::dead);
        EXPECT_EQ(t.delivery(2).state, DeliveryState::dead);
        EXPECT_EQ(t.delivery(3).state, DeliveryState::delivered);
        EXPECT_EQ(t.row().state, LaneState::healthy);
        EXPECT_EQ(t.row().failing_since, std::nullopt);
    });
}

TEST_F(LaneTest, GoneHoldsTheLaneAndDropsNothing)  // P1
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.max_in_flight = 1;
        t.receiver.answer_next({410});
        co_await t.send(1);
        co_await t.until([&t] { return !t.listener.changes.empty(); });
        EXPECT_EQ(t.row().state, LaneState::held);
        EXPECT_TRUE(contains(t.row().reason, "410"));
        EXPECT_EQ(t.delivery(1).state, DeliveryState::pending);
        EXPECT_EQ(t.delivery(1).attempts, 0);
        co_await t.queue(2);
        t.lane->wake();
        co_await t.expect_idle();
        EXPECT_EQ(t.ledger().all().size(), 1U);
        co_await t.lane->resume();
        co_await t.attempts(4);
        auto accepted = t.ledger().accepted_ids();
        std::ranges::sort(accepted);  // of different entities: two may be under way at once
        EXPECT_EQ(accepted, (Ids{"evt_1", "evt_2", "evt_3"}));
    });
}

TEST_F(LaneTest, RateLimitDoesNotIncrementRetry)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry.delays = {};  // the first failure that counts is the last
        std::vector<test::Answer> busy(5, retry_after_answer(429, "7"));
        t.receiver.answer_next(busy);
        co_await t.send(1);
        for (std::size_t sent = 2; sent <= 6; ++sent) {
            EXPECT_EQ(t.delivery(1).attempts, 0);
            co_await t.expect_wait(7s);
            co_await t.pass(7s);
            co_await t.attempts(sent);
        }
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
        EXPECT_EQ(t.delivery(1).attempts, 1);
        EXPECT_EQ(t.row().state, LaneState::healthy);
    });
}

class PausingStatus : public LaneTest, public ::testing::WithParamInterface<int>
{
};

TEST_P(PausingStatus, PausesTheWholeLaneUntilRetryAfterHasPassed)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.max_in_flight = 1;
        t.receiver.answer_next({retry_after_answer(GetParam(), "60")});
        co_await t.queue(3);
        t.start();
        co_await t.attempts(1);
        co_await t.expect_wait(60s);
        EXPECT_EQ(t.lane->status().paused_until, t.clock.now() + 60s);
        co_await t.pass(59'999ms);
        co_await t.expect_wait(1ms);
        EXPECT_EQ(t.ledger().all().size(), 1U);
        co_await t.pass(1ms);
        co_await t.attempts(4);
        EXPECT_EQ(t.lane->status().paused_until, std::nullopt);
    });
}

INSTANTIATE_TEST_SUITE_P(Lane, PausingStatus, ::testing::Values(429, 502, 503, 504, 500, 404));

TEST_F(LaneTest, ThrottlingWithoutRetryAfterPausesForASecondThenLonger)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({429, 429});
        co_await t.send(1);
        co_await t.expect_wait(1s);
        co_await t.pass(1s);
        co_await t.attempts(2);
        co_await t.expect_wait(2s);
        co_await t.pass(2s);
        co_await t.attempts(3);
    });
}

TEST_F(LaneTest, RetryAfterOnlyEverDelays)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next(
            {retry_after_answer(503, "1"), retry_after_answer(503, "0"), retry_after_answer(500, "3600")});
        co_await t.send(1);
        co_await t.expect_wait(5s);  // the schedule says 5 s, the server only 1 s
        co_await t.pass(5s);
        co_await t.attempts(2);
        co_await t.expect_wait(5min);
        co_await t.pass(5min);
        co_await t.attempts(3);
        co_await t.expect_wait(1h);  // the schedule says 30 min, the server 1 h
    });
}

TEST_F(LaneTest, RetryAfterDateIsReadRelativeToTheAnswersOwnDate)  // F-16, F-41
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        auto answer = retry_after_answer(503, "Mon, 01 Jan 2001 00:01:00 GMT");
        answer.headers.add("Date", "Mon, 01 Jan 2001 00:00:00 GMT");
        t.receiver.answer_next({answer});
        co_await t.send(1);
        co_await t.expect_wait(60s);
    });
}

TEST_F(LaneTest, AbsurdRetryAfterIsCappedAtOneHour)  // F-41
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({retry_after_answer(429, "86400")});
        co_await t.send(1);
        co_await t.expect_wait(1h);
    });
}

TEST_F(LaneTest, WallClockStepsBackWithoutLosingARetry)  // F-16
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({500});
        co_await t.send(1);
        co_await t.rest();
        t.clock.set_now(t.clock.now() - 1h);
        co_await t.pass(5s);
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

}  // namespace
}  // namespace webhookd::delivery
