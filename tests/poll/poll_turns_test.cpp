// Which stream is polled next when more are due than may be polled at a time.

#include "poll/poll_turns.hpp"

#include <gtest/gtest.h>

namespace webhookd::poll {
namespace {

using namespace std::chrono_literals;

constexpr PollTurns::Instant start{1h};

TEST(PollTurns, WhoIsDueIsPolledWhenNobodyElseIs)
{
    PollTurns turns;
    EXPECT_TRUE(turns.take("a", start, 10s, start));
    EXPECT_FALSE(turns.take("b", start, 10s, start)) << "one at a time";
    EXPECT_TRUE(turns.waits("b"));
    EXPECT_EQ(turns.next(start), std::nullopt);
    turns.end("a");
    EXPECT_EQ(turns.next(start), "b");
}

TEST(PollTurns, WhoIsOverdueByTheLargestPartOfItsIntervalGoesFirst)  // P6: nobody starves
{
    PollTurns turns;
    turns.take("polled", start, 1s, start);
    turns.take("seldom", start, 100s, start);
    turns.take("often", start + 10s, 10s, start + 10s);
    turns.end("polled");
    EXPECT_EQ(turns.next(start + 11s), "seldom") << "0.11 of its interval, and the other 0.10";
    EXPECT_EQ(turns.next(start + 12s), "often");
    EXPECT_FALSE(turns.take("seldom", start, 100s, start + 12s));
    EXPECT_TRUE(turns.take("often", start + 10s, 10s, start + 12s));
}

TEST(PollTurns, MoreMayBePolledAtATime)
{
    PollTurns turns;
    turns.allow(2);
    EXPECT_TRUE(turns.take("a", start, 10s, start));
    EXPECT_TRUE(turns.take("b", start, 10s, start));
    EXPECT_FALSE(turns.take("c", start, 10s, start));
    EXPECT_TRUE(turns.take("a", start, 10s, start)) << "it has its turn";
}

TEST(PollTurns, WhoIsBusyOtherwiseHoldsNobodyUp)
{
    PollTurns turns;
    turns.take("polled", start, 10s, start);
    turns.take("a", start, 10s, start);
    turns.take("b", start + 1s, 10s, start + 1s);
    turns.end("a");
    turns.end("polled");
    EXPECT_EQ(turns.next(start + 2s), "b");
}

}  // namespace
}  // namespace webhookd::poll
