// Subscribers that answer with anything but HTTP, or without end, or not at all (issue: "bounded, classified,
// survived").

#include <fmt/format.h>

#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

using test::Answer;

struct Case
{
    std::string name;
    Answer answer;
    std::string outcome;

    friend void PrintTo(const Case& hostile, std::ostream* stream) { *stream << hostile.name; }
};

Answer raw(std::string bytes)
{
    auto answer = test::misbehaving_answer(Manner::raw);
    answer.body = std::move(bytes);
    return answer;
}

Answer dripping(Manner manner)
{
    auto answer = test::misbehaving_answer(manner);
    answer.drip_interval = 1s;
    return answer;
}

class Hostile : public LaneTest, public ::testing::WithParamInterface<Case>
{
};

TEST_P(Hostile, AnswerIsBoundedClassifiedAndSurvived)  // P5
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.webhook.timeout = GetParam().outcome == "timeout" ? 1s : 20s;
        t.receiver.answer_id("evt_1", {GetParam().answer});
        co_await t.send(1);
        const auto attempt = t.attempts_of(1).at(0);
        EXPECT_EQ(attempt.outcome, GetParam().outcome) << attempt.detail;
        EXPECT_LE(attempt.answer.size(), 2048U);
        if (attempt.outcome == "delivered") co_return;
        EXPECT_FALSE(attempt.detail.empty());
        EXPECT_EQ(t.delivery(1).state, DeliveryState::pending);
        EXPECT_EQ(t.delivery(1).last_error, attempt.detail);
        co_await t.pass(5s);
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

INSTANTIATE_TEST_SUITE_P(
    Lane, Hostile,
    ::testing::Values(
        Case{"Endless", test::misbehaving_answer(Manner::endless), "delivered"},
        Case{"DrippingBody", dripping(Manner::drip), "delivered"},
        Case{"DrippingHead", dripping(Manner::drip_head), "timeout"},
        Case{"Silent", test::misbehaving_answer(Manner::hang), "timeout"},
        Case{"Reset", test::misbehaving_answer(Manner::reset), "reset"},
        Case{"Closed", test::misbehaving_answer(Manner::close), "reset"},
        Case{"Truncated", test::misbehaving_answer(Manner::truncated), "delivered"},
        Case{"Unterminated", test::misbehaving_answer(Manner::unterminated), "delivered"},
        Case{"Garbage", test::misbehaving_answer(Manner::garbage), "protocol"},
        Case{"GarbageHead", test::misbehaving_answer(Manner::garbage_head), "protocol"},
        Case{"NegativeLength", raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"), "protocol"},
        Case{"TwoLengths", raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
             "protocol"},
        Case{"EndlessHead", raw("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n"),
             "protocol"}),
    [](const ::testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST_F(LaneTest, HeadersWithOddBytesDoNotHideASuccess)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_next(
            {raw("HTTP/1.1 200 \xe2\x98\x95\r\nX-Odd: \xff\xfe\x80\r\nContent-Length: 2\r\n\r\nok")});
        co_await t.send(1);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

TEST_F(LaneTest, CompressedAnswerIsNeitherAskedForNorUnpacked)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        test::Answer bomb;
        bomb.headers.add("Content-Encoding", "gzip");
        bomb.body = "\x1f\x8b\x08 and so on";
        t.receiver.answer_next({bomb});
        co_await t.send(1);
        EXPECT_EQ(t.ledger().all().at(0).request.headers.get("accept-encoding"), "identity");
        EXPECT_EQ(t.attempts_of(1).at(0).answer, bomb.body);
    });
}

TEST_F(LaneTest, ConnectionsThatDiedSilentlyCostNoAttemptAndOpenNoCircuit)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.webhook.timeout = 2s;  // the first eight must not take so long
        t.receiver.hold();
        co_await t.queue(8);
        t.start();
        co_await t.receiver.received(8);
        t.receiver.release();
        co_await t.attempts(8);
        t.receiver.answer_next(std::vector<test::Answer>(8, test::misbehaving_answer(Manner::hang)));
        co_await t.queue(8);
        t.lane->wake();
        co_await t.attempts(24);
        co_await t.expect_idle();
        for (int id = 9; id <= 16; ++id) {
            EXPECT_EQ(t.delivery(id).state, DeliveryState::delivered) << id;
            EXPECT_EQ(t.delivery(id).attempts, 1) << id;
        }
        EXPECT_TRUE(t.listener.changes.empty());
        EXPECT_EQ(t.row().failing_since, std::nullopt);
    });
}

TEST_F(LaneTest, RefusedConnectionIsAFailureWithItsReason)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.server().stop();
        co_await t.send(1);
        EXPECT_EQ(t.attempts_of(1).at(0).outcome, "connect");
        EXPECT_EQ(t.delivery(1).state, DeliveryState::pending);
    });
}

TEST_F(LaneTest, AddressThatThePolicyForbidsIsAFailureWithItsReason)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.webhook.http.addresses = http::AddressPolicy::public_only;
        co_await t.send(1);
        EXPECT_EQ(t.attempts_of(1).at(0).outcome, "address");
        EXPECT_TRUE(contains(t.attempts_of(1).at(0).detail, "loopback"));
        EXPECT_TRUE(t.ledger().all().empty());
    });
}

TEST_F(LaneTest, UnknownHostIsAFailureWithItsReason)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.webhook.url = http::Url::parse("http://nowhere.example.org/").value();
        t.resolver.fail("nowhere.example.org", "no such host");
        co_await t.send(1);
        EXPECT_EQ(t.attempts_of(1).at(0).outcome, "resolve");
        EXPECT_TRUE(contains(t.attempts_of(1).at(0).detail, "no such host"));
    });
}

/// An address of the receiver that must be looked up.
void name_the_receiver(LaneTest& t)
{
    const auto port = t.webhook.url.port;
    t.webhook.url = http::Url::parse(fmt::format("http://receiver.example.org:{}/", port)).value();
    t.resolver.answer("receiver.example.org", {"127.0.0.1"});
}

TEST_F(LaneTest, WhatBreaksOffOnThisSideIsOneAttemptAndNotTheLane)  // P1, P5
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        name_the_receiver(t);
        t.settings.retry = {{5s}, 0};
        t.resolver.break_off(std::make_exception_ptr(std::bad_alloc()));
        co_await t.send(1);
        const auto attempt = t.attempts_of(1).at(0);
        EXPECT_EQ(attempt.outcome, "internal");
        EXPECT_EQ(attempt.detail, "broke off on this side: not enough memory");
        EXPECT_EQ(t.delivery(1).attempts, 1) << "counted: what always breaks off dies on its schedule";
        EXPECT_EQ(t.row().last_failure_at, std::nullopt) << "no news of the endpoint";
        co_await t.queue(1);
        t.lane->wake();
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(2).state, DeliveryState::delivered) << "the lane lives";
        co_await t.pass(5s);
        co_await t.attempts(3);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

TEST_F(LaneTest, AbortThatNobodyAskedForIsAFailureOfTheAttempt)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        name_the_receiver(t);
        t.settings.retry = {{5s}, 0};
        t.resolver.break_off(
            std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted)));
        co_await t.send(1);
        EXPECT_EQ(t.attempts_of(1).at(0).outcome, "internal");
        co_await t.pass(5s);
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

}  // namespace
}  // namespace webhookd::delivery
