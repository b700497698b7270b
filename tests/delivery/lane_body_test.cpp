// Bodies that a program of the configuration makes, sent by a lane.

#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

/// The receiver expects no event of ours.
struct LaneBodyTest : LaneTest
{
    LaneBodyTest() : LaneTest({.secrets = {secret}, .payload_check = nullptr})
    {
        webhook.jq_executable = WEBHOOKD_BINARY;
    }
};

TEST_F(LaneBodyTest, IsSignedAsItIsSentAndTheSameOnEveryAttempt)
{
    webhook.body.jq = R"jq({text: "\(.type) \(.data.object.name)", id})jq";
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({500});
        co_await t.send(1);
        co_await t.pass(5s);
        co_await t.attempts(2);
        const auto all = t.ledger().all();
        EXPECT_EQ(all.at(0).request.body, R"({"text":"product.created Product 1","id":"evt_1"})");
        EXPECT_EQ(all.at(1).request.body, all.at(0).request.body);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

TEST_F(LaneBodyTest, ThatFailsForOneEventHoldsUpThatEventAlone)
{
    webhook.body.jq = R"(if .data.object.name == "Product 1" then error("not this one") else {a: 1} end)";
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await t.send(3);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::pending);
        EXPECT_EQ(t.delivery(1).last_error, "the body cannot be made: not this one");
        EXPECT_EQ(t.attempts_of(1).at(0).outcome, "body");
        EXPECT_EQ(t.delivery(2).state, DeliveryState::delivered);
        EXPECT_EQ(t.delivery(3).state, DeliveryState::delivered);
        EXPECT_EQ(t.row().state, LaneState::healthy);
    });
}

TEST_F(LaneBodyTest, ThatNeverEndsIsNotTriedForEveryEvent)
{
    webhook.body.jq = "def f: f; f";
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await t.queue(40);
        t.start();
        co_await t.until([&t] { return t.row().state == LaneState::failing; });
        co_await t.rest();
        EXPECT_LT(t.listener.attempts.size(), 20U);
        EXPECT_EQ(t.listener.attempts.at(0).detail, "the body cannot be made: it took longer than 250 ms");
        EXPECT_EQ(t.ledger().all().size(), 0U);
        co_await t.kill();
    });
}

TEST_F(LaneBodyTest, HasTheContentTypeThatIsAskedFor)
{
    webhook.body.jq = R"jq("\(.type);\(.data.id)")jq";
    webhook.body.content_type = "text/csv";
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await t.queue(1, "product:7");
        t.start();
        co_await t.attempts(1);
        const auto all = t.ledger().all();
        EXPECT_EQ(all.at(0).request.body, "product.created;product:7");
        EXPECT_EQ(all.at(0).request.headers.find("content-type"), "text/csv");
    });
}

}  // namespace
}  // namespace webhookd::delivery
