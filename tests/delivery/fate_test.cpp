// What becomes of a delivery after an attempt: delivered, tried again, or dead.

#include "delivery/fate.hpp"

#include <gtest/gtest.h>

#include "delivery/contains.hpp"

namespace webhookd::delivery {
namespace {

using namespace std::chrono_literals;
using FateKind = Fate::Kind;

const core::Timestamp instant(std::chrono::seconds(1'780'394'400));
const core::RetrySchedule schedule{{5s, 5min}, 0.2};

Result failed(std::string detail = "answered 500")
{
    Result result;
    result.detail = std::move(detail);
    return result;
}

Result of(Result::Kind kind)
{
    auto result = failed();
    result.kind = kind;
    return result;
}

TEST(Fate, FailureIsTriedAgainAsScheduledWithJitter)
{
    const auto first = decide(failed(), 0, true, schedule, 0.0, instant, instant);
    EXPECT_EQ(first.kind, FateKind::retry);
    EXPECT_EQ(first.attempts, 1);
    EXPECT_EQ(first.next, instant + 5s);
    const auto second = decide(failed(), 1, true, schedule, 0.5, instant, instant);
    EXPECT_EQ(second.attempts, 2);
    EXPECT_GT(second.next, instant + 5min);
    EXPECT_LE(second.next, instant + 6min);
}

TEST(Fate, WhatBrokeOffOnThisSideIsTriedAgainAsScheduled)
{
    const auto fate = decide(of(Result::Kind::broken_off), 0, true, schedule, 0.0, instant, instant);
    EXPECT_EQ(fate.kind, FateKind::retry);
    EXPECT_EQ(fate.next, instant + 5s);
}

TEST(Fate, ExhaustedScheduleIsDeadAndSaysWhy)
{
    const auto fate = decide(failed(), 2, true, schedule, 0.0, instant, instant);
    EXPECT_EQ(fate.kind, FateKind::dead);
    EXPECT_TRUE(contains(fate.reason, "3 attempts"));
    EXPECT_TRUE(contains(fate.reason, "answered 500"));
}

TEST(Fate, RetryAfterOnlyEverDelays)
{
    EXPECT_EQ(decide(failed(), 0, true, schedule, 0.0, instant, instant + 1min).next, instant + 1min);
    EXPECT_EQ(decide(failed(), 1, true, schedule, 0.0, instant, instant + 1min).next, instant + 5min);
}

TEST(Fate, RateLimitDoesNotIncrementRetry)
{
    const auto fate = decide(of(Result::Kind::throttled), 2, true, schedule, 0.0, instant, instant + 30s);
    EXPECT_EQ(fate.kind, FateKind::keep);
    EXPECT_EQ(fate.attempts, 2);
    EXPECT_EQ(fate.next, instant + 30s);
}

TEST(Fate, WhileTheCircuitIsOpenNoAttemptIsBurnt)
{
    const auto fate = decide(failed(), 2, false, schedule, 0.0, instant, instant);
    EXPECT_EQ(fate.kind, FateKind::keep);
    EXPECT_EQ(fate.attempts, 2);
}

TEST(Fate, WhatNobodyHeardIsNotCounted)
{
    const auto fate =
        decide(of(Result::Kind::unheard), 2, true, schedule, 0.0, instant, core::Timestamp::min());
    EXPECT_EQ(fate.kind, FateKind::keep);
    EXPECT_EQ(fate.attempts, 2);
}

TEST(Fate, LongestWaitIsThatOfTheScheduleWithItsJitterOrAPauseOfTheEndpoint)
{
    EXPECT_EQ(longest_wait({{5s, 10h, 5min}, 0.2}), 12h);
    EXPECT_EQ(longest_wait(schedule), 1h);
}

TEST(Fate, RefusedDeliveryIsDeadAtOnce)
{
    EXPECT_EQ(decide(of(Result::Kind::refused), 0, true, schedule, 0.0, instant, instant).kind,
              FateKind::dead);
}

TEST(Fate, GoneKeepsTheDelivery)  // P1
{
    EXPECT_EQ(decide(of(Result::Kind::gone), 2, true, schedule, 0.0, instant, instant).kind, FateKind::keep);
}

}  // namespace
}  // namespace webhookd::delivery
