// What is sent, and what of the answer is kept.

#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

constexpr auto old_secret = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
constexpr auto private_key =
    "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA==";
constexpr auto public_key = "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";

TEST_F(LaneTest, SubscribersOwnHeadersAreSentBesideOurs)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.webhook.headers = {{"X-Team", "supply"}};
        co_await t.send(1);
        const auto& headers = t.ledger().all().at(0).request.headers;
        EXPECT_EQ(headers.get("x-team"), "supply");
        EXPECT_EQ(headers.get("webhook-id"), "evt_1");
        EXPECT_EQ(headers.get("content-type"), "application/json");
    });
}

TEST_F(LaneTest, EveryAttemptHasTheSameBytesAndAFreshTimestamp)  // P3; the ledger checks body and signature
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next({500, 400});
        co_await t.send(1);
        co_await t.pass(5s);
        co_await t.attempts(2);
        co_await t.pass(5min);
        co_await t.attempts(3);
        const auto& seen = t.ledger().all();
        EXPECT_EQ(seen.at(2).request.body, seen.at(0).request.body);
        EXPECT_EQ(seen.at(2).id, seen.at(0).id);
        EXPECT_EQ(seen.at(0).request.headers.get("webhook-timestamp"), "1780394400");
        EXPECT_EQ(seen.at(1).request.headers.get("webhook-timestamp"), "1780394405");
        EXPECT_EQ(seen.at(2).request.headers.get("webhook-timestamp"), "1780394705");
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
        EXPECT_EQ(t.delivery(1).attempts, 3);
    });
}

TEST_F(LaneTest, EveryKeySignsNewestFirst)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.webhook.keys = {signing_key(old_secret), signing_key(), signing_key(private_key)};
        co_await t.send(1);
        const auto& request = t.ledger().all().at(0).request;
        const auto header = request.headers.get("webhook-signature");
        const auto newest = signing_key(old_secret).sign("evt_1", "1780394400", request.body);
        EXPECT_TRUE(header.starts_with(newest + " v1,"));
        EXPECT_TRUE(contains(header, " v1a,"));
    });
}

class OldReceiver : public LaneTest
{
  public:
    OldReceiver() : LaneTest({.secrets = {old_secret}}) {}
};

TEST_F(OldReceiver, StillVerifiesDuringRotation)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.webhook.keys = {signing_key(), signing_key(old_secret)};
        co_await t.send(1);
    });
}

class Ed25519Receiver : public LaneTest
{
  public:
    Ed25519Receiver() : LaneTest({.secrets = {public_key}}) {}
};

TEST_F(Ed25519Receiver, VerifiesV1a)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.webhook.keys = {signing_key(), signing_key(private_key)};
        co_await t.send(1);
    });
}

TEST_F(LaneTest, OneConnectionServesOneDeliveryAfterAnother)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.max_in_flight = 1;
        co_await t.send(10);
        EXPECT_EQ(t.receiver.server().accepted(), 1U);
    });
}

TEST_F(LaneTest, ConnectionClosedByTheSubscriberMeanwhileCostsNoAttempt)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await t.send(1);
        t.receiver.server().close_idle();
        co_await t.queue(1);
        t.lane->wake();
        co_await t.attempts(2);
        EXPECT_EQ(t.listener.attempts.at(1).outcome, "delivered");
        EXPECT_EQ(t.ledger().size(), 2U);
    });
}

TEST_F(LaneTest, FirstTwoKibibytesOfTheAnswerAreKept)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        test::Answer answer;
        answer.status = 422;
        answer.body = std::string(1'000'000, 'n');
        t.receiver.answer_next({answer});
        co_await t.send(1);
        const auto attempt = t.attempts_of(1).at(0);
        EXPECT_EQ(attempt.outcome, "status");
        EXPECT_EQ(attempt.status, 422);
        EXPECT_EQ(attempt.answer, std::string(2048, 'n'));
    });
}

}  // namespace
}  // namespace webhookd::delivery
