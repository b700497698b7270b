// Held lanes: after days of nothing but failures, by command, or disabled. Nothing is dropped (P1).

#include <algorithm>
#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

TEST_F(LaneTest, HeldOnRepeatedFailure)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.hold_after = 5min;
        t.settings.retry.delays = std::vector<core::Duration>(100, 30s);
        t.receiver.answer_next(std::vector<int>(11, 500));
        co_await t.send(1);
        for (std::size_t tried = 2; tried <= 11; ++tried) {
            EXPECT_TRUE(t.listener.changes.empty());
            co_await t.pass(30s);
            co_await t.attempts(tried);
        }
        co_await t.until([&t] { return !t.listener.changes.empty(); });
        EXPECT_EQ(t.listener.changes.at(0).after, LaneState::held);
        EXPECT_EQ(t.row().state, LaneState::held);
        EXPECT_TRUE(contains(t.row().reason, "nothing but failures since 2026-06-02T10:00:00Z"));
        EXPECT_EQ(t.delivery(1).state, DeliveryState::pending) << "kept";
        co_await t.expect_idle();
    });
}

TEST_F(LaneTest, NotHeldOnFailuresThatAreFarApart)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.hold_after = 5min;
        t.settings.retry.delays = {5min, 5min};
        t.receiver.answer_next({400, 503});
        co_await t.send(1);
        co_await t.pass(5min);
        co_await t.attempts(2);
        EXPECT_EQ(t.row().state, LaneState::healthy);
        EXPECT_EQ(t.row().failing_since, t.clock.now());
    });
}

TEST_F(LaneTest, DeadLetterWithNothingBehindItEndsTheRowOfFailures)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry = {.delays = {20s}, .jitter = 0};
        t.receiver.answer_next({500, 500, 500, 500});
        co_await t.send(1);
        co_await t.pass(20s);
        co_await t.attempts(2);
        co_await t.expect_idle();
        EXPECT_EQ(t.delivery(1).state, DeliveryState::dead);
        EXPECT_EQ(t.row().failing_since, std::nullopt);
        co_await t.queue(1);
        t.lane->wake();
        co_await t.attempts(3);
        EXPECT_EQ(t.row().failing_since, t.clock.now());
    });
}

TEST_F(LaneTest, DeadLetterWithAnotherBehindItIsPartOfTheRow)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry = {.delays = {20s}, .jitter = 0};
        t.receiver.answer_next({500, 500, 500});
        const auto began = t.clock.now();
        co_await t.queue(2, "product:1");
        t.start();
        co_await t.attempts(1);
        co_await t.pass(20s);
        co_await t.attempts(3);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::dead);
        EXPECT_EQ(t.row().failing_since, began);
    });
}

TEST_F(LaneTest, ShortHoldAfterHasAFailingEndpointProbedOftenEnough)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.hold_after = 2min;
        t.receiver.answer_with([](const test::ReceivedWebhook&) { return test::status_answer(500); });
        co_await t.send(5);
        for (int second = 0; second < 130; ++second) {
            co_await t.rest();
            t.clock.advance(1s);
        }
        co_await t.until([&t] { return t.row().state == LaneState::held; });
        EXPECT_GT(t.listener.changes.size(), 1U) << "it was failing before";
    });
}

TEST_F(LaneTest, NotHeldOnSporadicFailure)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.hold_after = 1min;
        t.settings.retry.delays = std::vector<core::Duration>(100, 50s);
        t.receiver.answer_with([](const test::ReceivedWebhook& webhook) {
            return test::status_answer(webhook.number % 2 == 1 ? 500 : 204);
        });
        co_await t.send(1);
        for (std::size_t round = 1; round <= 10; ++round) {
            co_await t.pass(50s);
            co_await t.attempts(round * 2);
            co_await t.queue(1);
            t.lane->wake();
            co_await t.attempts(round * 2 + 1);
        }
        EXPECT_TRUE(t.listener.changes.empty());
        EXPECT_EQ(t.lane->status().state, LaneState::healthy);
    });
}

TEST_F(LaneTest, OutageIsCountedOverRestarts)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.hold_after = 1min;
        t.settings.retry.delays = std::vector<core::Duration>(100, 6s);
        t.receiver.answer_next(std::vector<int>(11, 500));
        co_await t.send(1);
        for (std::size_t restart = 1; restart <= 10; ++restart) {
            co_await t.stop();
            t.clock.advance(6s);
            t.start();
            co_await t.attempts(restart + 1);
        }
        co_await t.until([&t] { return !t.listener.changes.empty(); });
        EXPECT_EQ(t.row().state, LaneState::held);
    });
}

TEST_F(LaneTest, HeldStateSurvivesARestartUntilResumed)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.max_in_flight = 1;
        t.start();
        co_await t.lane->pause("maintenance");
        co_await t.stop();
        co_await t.queue(3);
        t.start();
        co_await t.expect_idle();
        EXPECT_TRUE(t.ledger().all().empty());
        EXPECT_EQ(t.lane->status().state, LaneState::held);
        EXPECT_EQ(t.lane->status().reason, "maintenance");
        co_await t.lane->resume();
        co_await t.attempts(3);
        auto accepted = t.ledger().accepted_ids();
        std::ranges::sort(accepted);  // of different entities: two may be under way at once
        EXPECT_EQ(accepted, (Ids{"evt_1", "evt_2", "evt_3"}));
        EXPECT_EQ(t.row().state, LaneState::healthy);
    });
}

TEST_F(LaneTest, PauseLetsAttemptsInFlightFinish)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.max_in_flight = 2;
        t.receiver.hold();
        co_await t.queue(5);
        t.start();
        co_await t.receiver.received(2);
        co_await t.lane->pause("maintenance");
        t.receiver.release();
        co_await t.attempts(2);
        co_await t.expect_idle();
        EXPECT_EQ(t.ledger().all().size(), 2U);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
        EXPECT_EQ(t.row().state, LaneState::held) << "their success does not release it";
    });
}

TEST_F(LaneTest, ResumeBringsForwardWhatTheOutagePutOff)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry.delays = {5h, 5h};
        t.receiver.answer_next({500});
        co_await t.send(1);
        co_await t.lane->pause("the receiver is being repaired");
        co_await t.lane->resume();
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

TEST_F(LaneTest, DisabledQueuesAndLeavesTheStoredStateAlone)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.enabled = false;
        co_await t.queue(2);
        t.start();
        co_await t.expect_idle();
        EXPECT_EQ(t.lane->status().state, LaneState::held);
        EXPECT_EQ(t.row().state, LaneState::healthy);
        EXPECT_TRUE(t.ledger().all().empty());
        co_await t.stop();
        t.settings.enabled = true;
        t.start();
        co_await t.attempts(2);
    });
}

}  // namespace
}  // namespace webhookd::delivery
