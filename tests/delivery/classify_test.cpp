// What each answer, or the lack of one, says about the delivery and about its endpoint.

#include "delivery/webhook/classify.hpp"

#include <gtest/gtest.h>

#include "delivery/contains.hpp"

namespace webhookd::delivery {
namespace {

using namespace std::chrono_literals;

const core::Timestamp now(std::chrono::seconds(1'780'394'400));  // 2026-06-02T10:00:00Z

const auto endpoint = http::Url::parse("https://example.org/hooks/7f3a9c?key=zyx").value();

Result of(int status, http::Headers headers = {}, std::string body = "")
{
    return classify(http::Answer{status, std::move(headers), std::move(body), false}, endpoint, now);
}

TEST(Classify, EveryTwoHundredIsDelivered)
{
    for (int status = 200; status < 300; ++status) {
        const auto result = of(status);
        EXPECT_EQ(result.kind, Result::Kind::delivered) << status;
        EXPECT_EQ(result.outcome, "delivered");
        EXPECT_FALSE(result.pauses_lane);
    }
}

TEST(Classify, NoOtherStatusIsDelivered)
{
    for (int status = 100; status < 1000; ++status) {
        if (status / 100 != 2) {
            EXPECT_NE(of(status).kind, Result::Kind::delivered) << status;
        }
    }
}

TEST(Classify, RedirectIsAFailureThatNamesTheServer)
{
    const auto result = of(301, {{"Location", "https://new.example.org/hook"}});
    EXPECT_EQ(result.kind, Result::Kind::failed);
    EXPECT_EQ(result.evidence, Evidence::ailing);
    EXPECT_TRUE(contains(result.detail, "https://new.example.org/…"));
}

TEST(Classify, PathOfARedirectIsNotRepeated)
{
    for (const auto* location : {"https://new.example.org/s3cret/hook?key=s3cret", "//new.example.org/s3cret",
                                 "/s3cret", "https://user:s3cret@example.org/", "s3cret"}) {
        const auto result = of(302, {{"Location", location}}, "Found. Redirecting to /s3cret");
        EXPECT_FALSE(contains(result.detail, "s3cret")) << result.detail;
    }
    EXPECT_TRUE(contains(of(307, {{"Location", "/elsewhere"}}).detail, "https://example.org/…"));
}

TEST(Classify, AnswerIsKeptWithoutTheSecretsOfTheUrl)
{
    EXPECT_EQ(of(404, {}, "Cannot POST /hooks/7f3a9c?key=zyx").answer, "Cannot POST …");
    EXPECT_EQ(of(404, {}, "No route for POST /hooks/7f3a9c").answer, "No route for POST …");
    EXPECT_EQ(
        of(302, {{"Location", "https://new.example.org/a/b"}}, "Moved to https://new.example.org/a/b").answer,
        "Moved to https://new.example.org…");
}

TEST(Classify, CutOfAnAnswerLeavesNoHalfSecret)
{
    const auto answer = of(404, {}, std::string(2040, ' ') + "/hooks/7f3a9c?key=zyx").answer;
    EXPECT_FALSE(contains(answer, "hooks"));
    EXPECT_LE(answer.size(), 2048U);
}

TEST(Classify, OddBytesOfALocationAreNotRepeated)
{
    const auto result = of(302, {{"Location", "https://x/\x1b[2J\xff\n" + std::string(5000, 'a')}});
    EXPECT_EQ(result.detail, "answered 302: redirects are not followed");
}

TEST(Classify, GoneHoldsAndKeepsTheDelivery)
{
    EXPECT_EQ(of(410).kind, Result::Kind::gone);
}

TEST(Classify, TooLargeAndUnsupportedAreFinalForTheDelivery)
{
    EXPECT_EQ(of(413).kind, Result::Kind::refused);
    EXPECT_EQ(of(415).kind, Result::Kind::refused);
}

TEST(Classify, TooLargeWithRetryAfterIsTemporary)  // RFC 9110 15.5.14
{
    const auto result = of(413, {{"Retry-After", "60"}});
    EXPECT_EQ(result.kind, Result::Kind::failed);
    EXPECT_TRUE(result.pauses_lane);
}

TEST(Classify, ThrottlingStatusesPauseTheLane)
{
    for (const int status : {429, 502, 503, 504})
        EXPECT_TRUE(of(status).pauses_lane) << status;
    for (const int status : {301, 400, 404, 410, 413, 500, 501})
        EXPECT_FALSE(of(status).pauses_lane) << status;
}

TEST(Classify, RetryAfterPausesTheLaneOnAnyFailure)
{
    for (const int status : {302, 400, 404, 500, 503, 429}) {
        const auto result = of(status, {{"retry-after", "120"}});
        EXPECT_TRUE(result.pauses_lane) << status;
        EXPECT_EQ(result.retry_after, 120s) << status;
    }
}

TEST(Classify, RetryAfterOfASuccessIsIgnored)
{
    EXPECT_FALSE(of(200, {{"retry-after", "120"}}).pauses_lane);
}

TEST(Classify, RetryAfterDateIsRelativeToTheAnswersOwnDate)  // F-16, F-41
{
    const auto result = of(
        503, {{"Date", "Mon, 01 Jan 2001 00:00:00 GMT"}, {"Retry-After", "Mon, 01 Jan 2001 00:00:30 GMT"}});
    EXPECT_EQ(result.retry_after, 30s);
}

TEST(Classify, UnreadableRetryAfterIsAbsent)
{
    EXPECT_FALSE(of(400, {{"Retry-After", "soon\xff"}}).pauses_lane);
    EXPECT_EQ(of(503, {{"Retry-After", "soon"}}).retry_after, std::nullopt);
}

TEST(Classify, FourHundredsShowALivingEndpoint)
{
    for (const int status : {400, 401, 403, 404, 409, 413, 415, 422, 499})
        EXPECT_EQ(of(status).evidence, Evidence::alive) << status;
    for (const int status : {408, 500, 502, 503, 504, 599, 301, 100})
        EXPECT_EQ(of(status).evidence, Evidence::ailing) << status;
    for (const int status : {410, 429})
        EXPECT_EQ(of(status).evidence, Evidence::none) << status;
}

TEST(Classify, EveryFailureWithoutAnAnswerConcernsTheEndpoint)
{
    using enum http::FailureKind;
    for (const auto kind : {resolve, address, connect, tls, timeout, reset, protocol, too_large, proxy}) {
        const auto result = classify(std::unexpected(http::Failure{kind, "why"}), endpoint, now);
        EXPECT_EQ(result.kind, Result::Kind::failed);
        EXPECT_EQ(result.evidence, Evidence::ailing);
        EXPECT_EQ(result.outcome, http::to_string(kind));
        EXPECT_EQ(result.detail, "why");
        EXPECT_EQ(result.status, std::nullopt);
    }
}

TEST(Classify, SilenceOfAConnectionThatMayHaveDiedSaysNothing)
{
    const http::Failure died{.kind = http::FailureKind::timeout, .detail = "why", .stale = true};
    const auto result = classify(std::unexpected(died), endpoint, now);
    EXPECT_EQ(result.kind, Result::Kind::unheard);
    EXPECT_EQ(result.evidence, Evidence::none);
    EXPECT_EQ(result.outcome, "timeout");
    EXPECT_TRUE(result.detail.starts_with("why"));
}

TEST(Classify, WhatBrokeOffOnThisSideSaysNothingOfTheEndpointAndShowsNoSecret)
{
    const auto failure = std::make_exception_ptr(std::runtime_error("odd: /hooks/7f3a9c?key=zyx"));
    const auto result = broken_off(failure, endpoint);
    EXPECT_EQ(result.kind, Result::Kind::broken_off);
    EXPECT_EQ(result.evidence, Evidence::none);
    EXPECT_TRUE(result.detail.starts_with("broke off on this side: odd: ")) << result.detail;
    EXPECT_FALSE(contains(result.detail, "7f3a9c")) << result.detail;
}

TEST(Classify, KeepsTwoKibibytesOfTheAnswer)
{
    EXPECT_EQ(of(500, {}, std::string(5000, 'x')).answer, std::string(2048, 'x'));
    EXPECT_EQ(of(200, {}, "short").answer, "short");
}

}  // namespace
}  // namespace webhookd::delivery
