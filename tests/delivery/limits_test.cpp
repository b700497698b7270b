// The rate limit in every window, and the pauses that an endpoint asks for.

#include <deque>

#include <gtest/gtest.h>

#include "delivery/limits.hpp"
#include "support/property.hpp"

namespace webhookd::delivery {
namespace {

using namespace std::chrono_literals;

const async::SteadyTime start(1000h);

TEST(RateLimiter, WithoutALimitEveryInstantWillDo)
{
    RateLimiter limiter(0, 1s);
    for (int i = 0; i < 1000; ++i)
        limiter.record(start);
    EXPECT_LE(limiter.earliest(), start);
}

TEST(RateLimiter, TheNextPostWaitsUntilTheOldestLeavesTheWindow)
{
    RateLimiter limiter(2, 10s);
    limiter.record(start);
    limiter.record(start + 4s);
    EXPECT_EQ(limiter.earliest(), start + 10s);
    limiter.record(start + 10s);
    EXPECT_EQ(limiter.earliest(), start + 14s);
}

TEST(RateLimiter, CountsWhatAnEarlierOneCounted)
{
    RateLimiter earlier(3, 10s);
    for (const auto after : {0s, 1s, 2s, 10s})
        earlier.record(start + after);
    RateLimiter limiter(2, 20s);
    limiter.take_over(earlier);
    EXPECT_EQ(limiter.earliest(), start + 2s + 20s);
    RateLimiter wider(4, 10s);
    wider.take_over(earlier);
    EXPECT_LE(wider.earliest(), start);
    RateLimiter unlimited(0, 1s);
    unlimited.take_over(earlier);
    EXPECT_LE(unlimited.earliest(), start);
}

RC_GTEST_PROP(RateLimiter, NoWindowHoldsMoreThanTheLimit, ())
{
    const auto count = *rc::gen::inRange<std::size_t>(1, 10);
    RateLimiter limiter(count, 1s);
    auto now = start;
    std::deque<async::SteadyTime> sent;
    for (const int gap : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 400))) {
        now = std::max(now + std::chrono::milliseconds(gap), limiter.earliest());
        limiter.record(now);
        sent.push_back(now);
        if (sent.size() > count) {
            RC_ASSERT(now - sent.front() >= 1s);
            sent.pop_front();
        }
    }
}

TEST(Throttle, RetryAfterIsObeyed)
{
    Throttle throttle;
    throttle.pause(30s, start);
    EXPECT_EQ(throttle.until(), start + 30s);
}

TEST(Throttle, RetryAfterOnlyEverDelays)
{
    Throttle throttle;
    throttle.pause(30s, start);
    throttle.pause(5s, start + 1s);
    throttle.pause(0s, start + 2s);
    throttle.pause(std::nullopt, start + 3s);
    throttle.succeed();
    EXPECT_EQ(throttle.until(), start + 30s);
}

TEST(Throttle, RetryAfterOfNoTimeIsNoFasterThanNone)
{
    Throttle throttle;
    auto now = start;
    for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        throttle.pause(0s, now);
        EXPECT_EQ(throttle.until(), now + wait);
        now = throttle.until();
    }
}

TEST(Throttle, AbsurdRetryAfterIsCappedAtAnHour)  // F-41
{
    Throttle throttle;
    throttle.pause(24h * 36'500, start);
    EXPECT_EQ(throttle.until(), start + 1h);
}

TEST(Throttle, WithoutRetryAfterThePauseDoublesUntilASuccess)
{
    Throttle throttle;
    auto now = start;
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        throttle.pause(std::nullopt, now);
        EXPECT_EQ(throttle.until(), now + pause);
        now = throttle.until();
    }
    throttle.succeed();
    throttle.pause(std::nullopt, now);
    EXPECT_EQ(throttle.until(), now + 1s);
}

TEST(Throttle, AnswersToAttemptsInFlightTogetherAreOnePause)
{
    Throttle throttle;
    for (int i = 0; i < 8; ++i)
        throttle.pause(std::nullopt, start);
    EXPECT_EQ(throttle.until(), start + 1s);
}

}  // namespace
}  // namespace webhookd::delivery
