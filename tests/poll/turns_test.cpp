// Which stream is polled next when more are due than may be polled at a time, and which ones read everything.

#include "poll/turns.hpp"

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

using Names = std::vector<std::string>;

TEST(ScanTurns, AFewScanAtATime)
{
    ScanTurns turns(2);
    EXPECT_TRUE(turns.take("a"));
    EXPECT_TRUE(turns.take("b"));
    EXPECT_FALSE(turns.take("c"));
    EXPECT_TRUE(turns.is_scanning("b"));
    EXPECT_FALSE(turns.is_scanning("c"));
}

TEST(ScanTurns, AskingAgainKeepsThePlace)
{
    ScanTurns turns(1);
    turns.take("a");
    turns.take("b");
    turns.take("c");
    EXPECT_FALSE(turns.take("b"));
    EXPECT_TRUE(turns.take("a"));
    EXPECT_EQ(turns.places().size(), 3U);
}

TEST(ScanTurns, TellsHowManyAreBefore)
{
    ScanTurns turns(2);
    for (const auto* name : {"a", "b", "c", "d"})
        turns.take(name);
    EXPECT_EQ(turns.places().at("a"), 0U);
    EXPECT_EQ(turns.places().at("d"), 3U);
    EXPECT_EQ(turns.places().count("e"), 0U);
}

TEST(ScanTurns, TellsThePlacesOfAll)
{
    ScanTurns turns(1);
    for (const auto* name : {"c", "a", "b"})
        turns.take(name);
    turns.prefer("b");
    EXPECT_EQ(turns.places(), (std::map<std::string_view, std::size_t>{{"c", 0}, {"b", 1}, {"a", 2}}));
    EXPECT_TRUE(turns.holds("a"));
    turns.end("a");
    EXPECT_FALSE(turns.holds("a"));
}

TEST(ScanTurns, TheEndOfOneIsTheTurnOfTheNext)
{
    ScanTurns turns(2);
    for (const auto* name : {"a", "b", "c", "d"})
        turns.take(name);
    EXPECT_EQ(turns.end("a"), (Names{"b", "c"}));
    EXPECT_TRUE(turns.take("c"));
    EXPECT_EQ(turns.places().at("d"), 2U);
}

TEST(ScanTurns, WhereSomethingHappensGoesFirstOfThoseThatWait)
{
    ScanTurns turns(2);
    for (const auto* name : {"a", "b", "c", "d", "e", "f"})
        turns.take(name);
    turns.prefer("e");
    turns.prefer("f");
    turns.prefer("e");
    turns.prefer("b");  // scans already
    turns.prefer("z");  // does not wait
    EXPECT_EQ(turns.places().at("e"), 2U);
    EXPECT_EQ(turns.places().at("f"), 3U);
    EXPECT_EQ(turns.places().at("c"), 4U);
    EXPECT_EQ(turns.places().at("b"), 1U);
    EXPECT_EQ(turns.places().size(), 6U);
}

TEST(ScanTurns, WhoGivesUpWaitingLetsTheOthersMoveUp)
{
    ScanTurns turns(1);
    for (const auto* name : {"a", "b", "c"})
        turns.take(name);
    EXPECT_EQ(turns.end("b"), Names{"a"});
    EXPECT_EQ(turns.places().at("c"), 1U);
}

TEST(ScanTurns, WhoHadNoPlaceWakesNobody)
{
    ScanTurns turns(1);
    turns.take("a");
    EXPECT_EQ(turns.end("b"), Names{});
    EXPECT_EQ(turns.end("a"), Names{});
    EXPECT_EQ(turns.places().size(), 0U);
}

}  // namespace
}  // namespace webhookd::poll
