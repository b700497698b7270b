#include "webhookd/core/budget.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace webhookd::core {
namespace {

using namespace std::chrono_literals;

constexpr Budget::Instant start{1000h};

/// Sends as many requests as are allowed at `now`.
int send_all(Budget& budget, Priority priority, Budget::Instant now)
{
    int sent = 0;
    while (budget.earliest(priority, now) <= now) {
        budget.record(now);
        ++sent;
    }
    return sent;
}

TEST(Budget, LetsConfirmationsUseAllOfIt)  // F-42
{
    Budget budget(50);
    EXPECT_EQ(send_all(budget, Priority::confirm, start), 50);
    EXPECT_EQ(budget.used(start), 50U);
}

TEST(Budget, KeepsAReserveForHotPollsAndConfirmations)  // F-42: a big scan cannot starve them
{
    Budget budget(50);
    EXPECT_EQ(send_all(budget, Priority::bulk, start), 30);
    EXPECT_EQ(send_all(budget, Priority::hot, start), 10);
    EXPECT_EQ(send_all(budget, Priority::confirm, start), 10);
}

TEST(Budget, GivesEveryPriorityAtLeastOneRequest)
{
    for (const auto priority : {Priority::bulk, Priority::hot, Priority::confirm}) {
        Budget budget(1);
        EXPECT_EQ(send_all(budget, priority, start), 1);
    }
}

TEST(Budget, NamesTheInstantAtWhichARequestFits)  // P6
{
    Budget budget(2);
    budget.record(start);
    budget.record(start + 10s);
    EXPECT_EQ(budget.earliest(Priority::confirm, start + 20s), start + 60s);
    EXPECT_EQ(budget.earliest(Priority::bulk, start + 20s), start + 70s);
    EXPECT_EQ(budget.earliest(Priority::confirm, start + 61s), start + 61s);
}

TEST(Budget, ForgetsRequestsAfterSixtySeconds)
{
    Budget budget(2);
    budget.record(start);
    EXPECT_EQ(budget.used(start + 60s - 1ns), 1U);
    EXPECT_EQ(budget.used(start + 60s), 0U);
}

TEST(Budget, PausesEveryPriority)  // F-41: Retry-After counts against all resources
{
    Budget budget(50);
    budget.pause_until(start + 30s);
    EXPECT_EQ(budget.earliest(Priority::confirm, start), start + 30s);
    EXPECT_EQ(budget.earliest(Priority::bulk, start + 31s), start + 31s);
}

TEST(Budget, NeverShortensAPause)  // F-41
{
    Budget budget(50);
    budget.pause_until(start + 30s);
    budget.pause_until(start + 5s);
    EXPECT_EQ(budget.earliest(Priority::hot, start), start + 30s);
}

TEST(Budget, RemembersUnderAnotherLimitWhatWasSent)  // P6
{
    Budget budget(10);
    EXPECT_EQ(send_all(budget, Priority::confirm, start), 10);
    budget.set_per_minute(12);
    EXPECT_EQ(send_all(budget, Priority::confirm, start + 1s), 2);
    budget.set_per_minute(2);
    EXPECT_EQ(budget.earliest(Priority::confirm, start + 2s), start + 61s) << "the last two went at 1 s";
    budget.set_per_minute(20);
    EXPECT_EQ(send_all(budget, Priority::confirm, start + 2s), 8)
        << "lowering it for a moment forgets nothing";
}

RC_GTEST_PROP(Budget, IsKeptInEveryWindowOfSixtySeconds, ())  // P6, F-42
{
    const auto per_minute = *rc::gen::inRange<std::size_t>(1, 40);
    Budget budget(per_minute);
    std::vector<Budget::Instant> sent;
    auto now = start;
    const auto wishes = *rc::gen::inRange(1, 200);
    for (int wish = 0; wish < wishes; ++wish) {
        now += std::chrono::milliseconds{*rc::gen::inRange(0, 5'000)};
        const auto priority = *rc::gen::element(Priority::bulk, Priority::hot, Priority::confirm);
        if (*rc::gen::inRange(0, 20) == 0) budget.pause_until(now + 3s);
        now = budget.earliest(priority, now);
        budget.record(now);
        sent.push_back(now);
    }
    for (auto first = sent.begin(); first != sent.end(); ++first) {
        const auto past = std::lower_bound(first, sent.end(), *first + 60s);
        RC_ASSERT(static_cast<std::size_t>(past - first) <= per_minute);
    }
}

RC_GTEST_PROP(Budget, WaitsNoLongerThanItMust,
              ())  // at the named instant it fits, a moment earlier it does not
{
    Budget budget(*rc::gen::inRange<std::size_t>(1, 20));
    auto now = start;
    for (int wish = 0; wish < 60; ++wish) {
        const auto priority = *rc::gen::element(Priority::bulk, Priority::hot, Priority::confirm);
        const auto earliest = budget.earliest(priority, now);
        RC_ASSERT(budget.earliest(priority, earliest) == earliest);
        if (earliest > now) RC_ASSERT(budget.earliest(priority, earliest - 1ns) == earliest);
        now = earliest;
        budget.record(now);
    }
}

}  // namespace
}  // namespace webhookd::core
