// max_in_flight, rate_limit, and what a slow delivery costs the others.

#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

TEST_F(LaneTest, HotDestinationIsServedInParallel)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.max_in_flight = 8;
        t.receiver.hold();
        co_await t.queue(20);
        t.start();
        co_await t.receiver.received(8);
        co_await t.until([&t] { return t.lane->status().in_flight == 8; });
        t.receiver.release();
        co_await t.attempts(20);
        EXPECT_EQ(t.receiver.max_in_flight(), 8U);
        EXPECT_EQ(t.ledger().accepted_ids().size(), 20U);
    });
}

TEST_F(LaneTest, SlowDeliveryDoesNotBlockTheLog)  // P5
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_id("evt_1", {test::misbehaving_answer(Manner::hang)});
        co_await t.queue(100);
        t.start();
        co_await t.attempts(99);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::pending);
        for (int id = 2; id <= 100; ++id)
            EXPECT_EQ(t.delivery(id).state, DeliveryState::delivered) << id;
        co_await t.kill();
    });
}

TEST_F(LaneTest, RateLimitHoldsInEveryWindow)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.rate_limit = {3, 10s};
        co_await t.queue(8);
        t.start();
        co_await t.attempts(3);
        co_await t.expect_wait(10s);
        EXPECT_EQ(t.ledger().size(), 3U);
        co_await t.pass(10s);
        co_await t.attempts(6);
        co_await t.expect_wait(10s);
        co_await t.pass(10s);
        co_await t.attempts(8);
    });
}

TEST_F(LaneTest, IdleLaneHasNoTimer)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.start();
        co_await t.expect_idle();
        co_await t.queue(1);
        t.lane->wake();
        co_await t.attempts(1);
        co_await t.expect_idle();
    });
}

TEST_F(LaneTest, WakingWithoutWorkSendsNothing)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await t.send(1);
        for (int i = 0; i < 100; ++i) {
            t.lane->wake();
            co_await t.expect_idle();
        }
        EXPECT_EQ(t.ledger().size(), 1U);
    });
}

TEST_F(LaneTest, BacklogLargerThanTheWindowIsSentInOrderOfItsEvents)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.max_in_flight = 1;
        co_await t.send(300);
        const auto ids = t.ledger().accepted_ids();
        for (std::size_t i = 0; i < 300; ++i)
            EXPECT_EQ(ids.at(i), "evt_" + std::to_string(i + 1));
    });
}

}  // namespace
}  // namespace webhookd::delivery
