// What a poll reads (the newest, the open ones, everything) and when the next is due.

#include "poll/schedule.hpp"

#include <gtest/gtest.h>

#include <set>

namespace webhookd::poll {
namespace {

using namespace std::chrono_literals;
using openboxes::Reach;

constexpr core::Duration daily = 24h;
const core::Timestamp noon{std::chrono::sys_days(std::chrono::year(2026) / 6 / 2) + 12h};

openboxes::StreamInfo a_stream(core::EntityKind kind = core::EntityKind::stock_movement)
{
    openboxes::StreamInfo stream;
    stream.name = "stock-movements/outbound/1";
    stream.scope = "v1";
    stream.kind = kind;
    return stream;
}

store::StreamRecord a_record()
{
    store::StreamRecord record;
    record.name = "stock-movements/outbound/1";
    record.scope = "v1";
    record.baselined_at = record.last_full_at = record.last_success_at = noon - 1min;
    return record;
}

TEST(Schedule, FirstScanIsABaselineOfEverything)  // F-20
{
    EXPECT_TRUE(needs_baseline({}, a_stream()));
    EXPECT_TRUE(needs_everything({}, a_stream(), {}, daily, noon, noon));
}

TEST(Schedule, ChangedScopeNeedsANewBaseline)  // F-12
{
    auto record = a_record();
    record.scope = "v0";
    EXPECT_TRUE(needs_baseline(record, a_stream()));
}

std::vector<Reach> first_reaches(const openboxes::StreamInfo& stream, const OpenSet& open,
                                 std::uint64_t polls)
{
    std::vector<Reach> reaches;
    for (std::uint64_t tick = 0; tick < polls; ++tick)
        reaches.push_back(ordinary_reach(stream, open, tick));
    return reaches;
}

openboxes::StreamInfo of_a_facility()
{
    auto stream = a_stream();
    stream.facility = "1";
    return stream;
}

TEST(Schedule, NewestAreEnoughWhenTheyHoldAllThatIsOpen)
{
    EXPECT_EQ(first_reaches(of_a_facility(), {.uncovered = false}, 3), std::vector(3, Reach::newest));
}

TEST(Schedule, OpenSetOfAPageIsReadByMostPolls)
{
    auto expected = std::vector(11, Reach::open);
    expected.front() = expected.back() = Reach::newest;
    EXPECT_EQ(first_reaches(of_a_facility(), {}, 11), expected);
}

TEST(Schedule, NewestThatWereReadLatelyAreNotReadAgain)
{
    EXPECT_EQ(first_reaches(of_a_facility(), {.newest_lately = true}, 11), std::vector(11, Reach::open));
}

TEST(Schedule, OpenSetOfManyPagesIsCountedByMostPolls)
{
    auto expected = std::vector(11, Reach::entered);
    expected.front() = expected.back() = Reach::newest;
    expected[1] = Reach::open;
    EXPECT_EQ(first_reaches(of_a_facility(), {.one_page = false}, 11), expected);
    EXPECT_EQ(ordinary_reach(of_a_facility(), {.one_page = false}, 301), Reach::open);
}

TEST(Schedule, OpenSetThatCannotBeCountedIsReadBySecondPolls)
{
    EXPECT_EQ(first_reaches(of_a_facility(), {.one_page = false, .counted = false}, 4),
              (std::vector{Reach::newest, Reach::open, Reach::newest, Reach::open}));
}

TEST(Schedule, ListThatSeesEverythingLooksAtTheOpenSetSeldom)
{
    EXPECT_EQ(ordinary_reach(a_stream(), {}, 8), Reach::newest);
    EXPECT_EQ(ordinary_reach(a_stream(), {}, 9), Reach::open);
}

TEST(Schedule, StreamWithoutOpenListReadsTheNewestAlways)
{
    EXPECT_EQ(ordinary_reach(a_stream(core::EntityKind::product), {}, 9), Reach::newest);
}

TEST(Schedule, ReconciliationIsDueAfterItsInterval)  // F-15
{
    auto record = a_record();
    record.last_full_at = noon - daily;
    EXPECT_TRUE(needs_everything(record, a_stream(), {}, daily, noon, noon));
}

TEST(Schedule, ComparisonOfTheFutureIsMadeAgain)  // the clock was set back since
{
    auto record = a_record();
    record.last_full_at = noon + 20h;
    EXPECT_TRUE(needs_everything(record, a_stream(), {}, daily, noon, noon));
}

TEST(Schedule, ClockSetBackAfterTheStartIsNoInterruptionForEver)
{
    const auto started_at = noon + 20h;
    EXPECT_FALSE(needs_everything(a_record(), a_stream(), {}, daily, noon, started_at));
}

TEST(NeedsEverything, WhenAnEventIsAskedForThatNobodyComparedYet)
{
    auto record = a_record();
    const core::Watching watching{{"product.renamed", "[name]"}};
    EXPECT_TRUE(needs_everything(record, a_stream(), watching, daily, noon, core::Timestamp{}));
    record.watching = {{"product.renamed", "[productCode]"}};
    EXPECT_TRUE(needs_everything(record, a_stream(), watching, daily, noon, core::Timestamp{}));
    record.watching = {{"product.gone", "[]"}, {"product.renamed", "[name]"}};
    EXPECT_FALSE(needs_everything(record, a_stream(), watching, daily, noon, core::Timestamp{}));
}

TEST(Schedule, LongInterruptionIsClosedByOneFullDiff)  // F-47
{
    auto record = a_record();
    record.last_success_at = noon - 11min;
    EXPECT_TRUE(needs_everything(record, a_stream(), {}, daily, noon, noon));
    EXPECT_FALSE(needs_everything(record, a_stream(core::EntityKind::product), {}, daily, noon, noon));
    EXPECT_FALSE(needs_everything(record, a_stream(), {}, daily, noon + 8h, noon - 5min))
        << "a turn that is long by itself is no interruption";
}

TEST(Schedule, EqualIntervalsAreSpread)  // F-46
{
    const SteadyTime start{1000h};
    std::set<SteadyTime> ticks;
    for (int i = 0; i < 20; ++i)
        ticks.insert(next_tick("inventory/" + std::to_string(i), 60s, start, start));
    EXPECT_GE(ticks.size(), 19U);
    EXPECT_GE(*ticks.begin(), start);
    EXPECT_LT(*ticks.rbegin(), start + 60s);
}

TEST(Schedule, OverrunSkipsTheMissedTicks)  // F-45
{
    const SteadyTime start{1000h};
    const auto first = next_tick("products", 60s, start, start);
    EXPECT_EQ(next_tick("products", 60s, start, first), first + 60s);
    EXPECT_EQ(next_tick("products", 60s, start, first + 150s), first + 180s);
}

TEST(Schedule, PermanentFailuresAreAskedEverLessOften)
{
    EXPECT_EQ(slow_down(1min, 0), 1min);
    EXPECT_EQ(slow_down(1min, 3), 8min);
    EXPECT_EQ(slow_down(1min, 30), 1h);
    EXPECT_EQ(slow_down(2h, 3), 2h);
}

}  // namespace
}  // namespace webhookd::poll
