// The retry schedule, and Retry-After in whatever form it comes (F-41).

#include "webhookd/core/retry.hpp"

#include <gtest/gtest.h>

#include "support/property.hpp"

namespace webhookd::core {
namespace {

using namespace std::chrono_literals;

TEST(RetrySchedule, GivesOneDelayPerFailureThenGivesUp)  // P1: what is given up is visible as dead
{
    const RetrySchedule schedule{.delays = {5s, 5min}, .jitter = 0};
    EXPECT_EQ(schedule.after(1, 0.5), Duration{5s});
    EXPECT_EQ(schedule.after(2, 0.5), Duration{5min});
    EXPECT_FALSE(schedule.after(3, 0.5));
    EXPECT_FALSE(RetrySchedule{}.after(1, 0.5));
}

TEST(RetrySchedule, JitterOnlyLengthens)
{
    const RetrySchedule schedule{.delays = {10s}, .jitter = 0.2};
    EXPECT_EQ(schedule.after(1, 0.0), Duration{10s});
    EXPECT_EQ(schedule.after(1, 0.5), Duration{11s});
}

TEST(RetrySchedule, DoesNotOverflow)
{
    const RetrySchedule schedule{.delays = {Duration::max()}, .jitter = 1};
    EXPECT_EQ(schedule.after(1, 0.99), Duration::max());
}

RC_GTEST_PROP(RetrySchedule, NeverShrinksItsPromise, ())
{
    const Duration delay{*rc::gen::inRange<std::int64_t>(0, 864'000'000)};
    const auto jitter = *rc::gen::inRange(0, 101) / 100.0;
    const auto random = *rc::gen::inRange(0, 1000) / 1000.0;
    const RetrySchedule schedule{.delays = {delay}, .jitter = jitter};
    const auto actual = schedule.after(1, random).value();
    RC_ASSERT(actual >= delay);
    RC_ASSERT(actual <= delay * 2);
}

constexpr Timestamp now = std::chrono::sys_days{std::chrono::year{2026} / 6 / 2};

TEST(RetryAfter, ReadsSeconds)  // F-41
{
    EXPECT_EQ(retry_after("120", "", now), Duration{120s});
    EXPECT_EQ(retry_after(" 0 ", "", now), Duration{0s});
    EXPECT_EQ(retry_after("86400", "", now), Duration{24h});
}

TEST(RetryAfter, ReadsADateAgainstTheAnswersOwnDate)  // F-16: our clock may be wrong by an hour
{
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:50:00 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", now),
              Duration{23s});
}

TEST(RetryAfter, ReadsADateAgainstOurClockWhenTheAnswerHasNone)
{
    EXPECT_EQ(retry_after("Tue, 02 Jun 2026 00:01:00 GMT", "", now), Duration{60s});
    EXPECT_EQ(retry_after("Tue, 02 Jun 2026 00:01:00 GMT", "yesterday", now), Duration{60s});
}

TEST(RetryAfter, IsNeverNegative)
{
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", "", now), Duration{0s});
}

TEST(RetryAfter, TakesUnreadableForAbsent)  // F-41
{
    for (const auto* text : {"", " ", "soon", "-5", "1.5", "1e3", "12 s", "0x10"})
        EXPECT_FALSE(retry_after(text, "", now)) << text;
}

TEST(RetryAfter,
     SurvivesAbsurdValues)  // F-41: capping them is the caller's business, overflowing is nobody's
{
    EXPECT_EQ(retry_after("315360000", "", now), Duration{87'600h});
    EXPECT_EQ(retry_after("9223372036854775807", "", now), longest_retry_after);
    EXPECT_EQ(retry_after(std::string(400, '9'), "", now), longest_retry_after);
    EXPECT_EQ(retry_after("Fri, 31 Dec 9999 23:59:59 GMT", "", now), longest_retry_after);
}

}  // namespace
}  // namespace webhookd::core
