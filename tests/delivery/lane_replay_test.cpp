// Deliveries queued again, or given up, by a human: how often they are sent, and how they are counted.

#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

TEST_F(LaneTest, RedeliveredJobSendsOnce)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.hold();
        co_await t.queue(1);
        t.start();
        co_await t.receiver.received(1);
        for (int i = 0; i < 10; ++i)
            t.lane->wake();
        co_await t.requeue(1);
        t.receiver.release();
        co_await t.attempts(1);
        co_await t.expect_idle();
        EXPECT_EQ(t.ledger().size(), 1U);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

asio::awaitable<void> drop(LaneTest& t, std::int64_t id)
{
    auto write = [id, now = t.clock.now()](store::Tables& tables) {
        tables.deliveries.drop(id, now, "dropped by command");
    };
    co_await t.store->write(std::move(write));
    t.lane->wake();
}

TEST_F(LaneTest, WhatWaitedForADroppedDeliveryGoesOn)  // P4
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({500});
        co_await t.queue(2, "product:1");
        t.start();
        co_await t.attempts(1);
        co_await t.rest();
        co_await drop(t, 1);
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::dead);
        EXPECT_EQ(t.ledger().accepted_ids(), Ids{"evt_2"});
        co_await t.expect_idle();
    });
}

TEST_F(LaneTest, DroppedInFlightIsNotTriedAgainAndWhatWaitedForItGoesOn)  // P4
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({500});
        t.receiver.hold();
        co_await t.queue(2, "product:1");
        t.start();
        co_await t.receiver.received(1);
        co_await drop(t, 1);
        t.receiver.release();
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::dead);
        EXPECT_EQ(t.delivery(1).last_error, "dropped by command");
        EXPECT_EQ(t.ledger().accepted_ids(), Ids{"evt_2"});
        EXPECT_EQ(t.receiver.max_in_flight(), 1U) << "the second waits for what is in flight";
        co_await t.expect_idle();
    });
}

TEST_F(LaneTest, DroppedDeliveriesAreNotProbedWith)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_with([](const test::ReceivedWebhook&) { return test::status_answer(500); });
        co_await t.send(5);
        co_await t.until([&t] { return !t.listener.changes.empty(); });
        co_await t.rest();
        for (int id = 1; id <= 5; ++id)
            co_await drop(t, id);
        co_await t.expect_idle();
        EXPECT_EQ(t.ledger().size(), 5U);
    });
}

TEST_F(LaneTest, TwoManualRetriesSendTwo)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await t.send(1);
        co_await t.requeue(1);
        co_await t.attempts(2);
        co_await t.requeue(1);
        co_await t.attempts(3);
        co_await t.expect_idle();
        EXPECT_EQ(t.ledger().count("evt_1"), 3U);
    });
}

TEST_F(LaneTest, ReplayedAttemptDoesNotDoubleCount)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({400, 400, 400, 400});
        co_await t.send(1);
        for (const core::Duration wait : {core::Duration(5s), core::Duration(5min), core::Duration(30min)})
            co_await t.pass(wait);
        co_await t.attempts(4);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::dead);
        t.receiver.answer_next({400});
        co_await t.requeue(1);
        co_await t.attempts(5);
        EXPECT_EQ(t.delivery(1).attempts, 1);
        EXPECT_EQ(t.attempts_of(1).back().number, 1);
        co_await t.pass(5s);
        co_await t.attempts(6);
        EXPECT_EQ(t.delivery(1).attempts, 2);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
        EXPECT_EQ(t.attempts_of(1).size(), 6U) << "the earlier ones stay on record";
        EXPECT_EQ(t.ledger().count("evt_1"), 6U);
    });
}

TEST_F(LaneTest, ManualRetryDuringTheLastAttemptIsNotLostWithIt)  // P1
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry.delays = {5s};
        t.receiver.answer_next({400, 400});
        co_await t.send(1);
        t.receiver.hold();
        co_await t.pass(5s);
        co_await t.receiver.received(2);
        co_await t.requeue(1);
        t.receiver.release();
        co_await t.attempts(3);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

TEST_F(LaneTest, ManualRetryOfAWaitingRetryIsSentAtOnce)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({400});
        co_await t.send(1);
        co_await t.expect_wait(5s);
        co_await t.requeue(1);
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(1).attempts, 1);
    });
}

TEST_F(LaneTest, WhatIsReplayedWhileItsSuccessorIsInFlightComesBeforeIt)  // P4
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await t.queue(2, "movement");
        t.start();
        co_await t.attempts(1);
        t.receiver.hold();
        co_await t.receiver.received(2);
        co_await t.requeue(1);
        t.receiver.release();
        co_await t.attempts(3);
        t.clock.advance(1ms);  // what was held back is due a millisecond later
        co_await t.attempts(4);
        co_await t.expect_idle();
        std::vector<std::string> sent;
        for (const auto& webhook : t.ledger().all())
            sent.push_back(webhook.id);
        EXPECT_EQ(sent, (std::vector<std::string>{"evt_1", "evt_2", "evt_1", "evt_2"}));
        EXPECT_EQ(t.delivery(2).state, DeliveryState::delivered);
    });
}

}  // namespace
}  // namespace webhookd::delivery
