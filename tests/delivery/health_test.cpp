// When a lane is failing and when it is held, and what does not count towards that.

#include "delivery/health.hpp"

#include <gtest/gtest.h>

#include "delivery/contains.hpp"

namespace webhookd::delivery {
namespace {

using namespace std::chrono_literals;
using store::LaneState;

const core::Timestamp first_day(std::chrono::seconds(1'780'394'400));
constexpr core::Duration hold_after = std::chrono::days(5);

Result result_with(Result::Kind kind)
{
    Result result;
    result.kind = kind;
    result.detail = "answered 500";
    return result;
}

const Result good = result_with(Result::Kind::delivered);
const Result bad = result_with(Result::Kind::failed);

bool note_to(store::SubscriberRecord& row, const Result& result, core::Timestamp now, bool opened = false)
{
    return note_result(row, result, {.opened = opened}, now, hold_after);
}

/// A failure every ten hours, until `end`.
void fail_until(store::SubscriberRecord& row, core::Timestamp end)
{
    for (auto now = first_day; now < end; now += 10h)
        note_to(row, bad, now);
}

TEST(Health, RowOfFailuresBeginsWithTheFirst)
{
    store::SubscriberRecord row;
    EXPECT_TRUE(note_to(row, bad, first_day));
    EXPECT_TRUE(note_to(row, bad, first_day + 1h));
    EXPECT_EQ(row.failing_since, first_day);
    EXPECT_EQ(row.last_failure_at, first_day + 1h);
    EXPECT_EQ(row.state, LaneState::healthy);
}

TEST(Health, TimeInWhichNothingWasTriedEndsTheRow)
{
    store::SubscriberRecord row;
    note_to(row, bad, first_day);
    note_to(row, bad, first_day + hold_after / 10);
    EXPECT_EQ(row.failing_since, first_day);
    const auto later = first_day + hold_after / 10 * 2 + 1ms;
    note_to(row, bad, later);
    EXPECT_EQ(row.failing_since, later);
}

TEST(Health, TryThatLastsIsNoTimeWithoutOne)
{
    store::SubscriberRecord row;
    note_to(row, bad, first_day);
    note_result(row, bad, {}, first_day + 3 * (hold_after / 10), hold_after, 2 * (hold_after / 10));
    EXPECT_EQ(row.failing_since, first_day);
}

TEST(Health, TwoFailuresDaysApartAreNoReasonToHold)
{
    store::SubscriberRecord row;
    note_to(row, bad, first_day);
    note_to(row, bad, first_day + hold_after + 1h);
    EXPECT_EQ(row.state, LaneState::healthy);
}

TEST(Health, FailureInTheFutureBeginsTheRowAnew)  // the clock was set back since
{
    store::SubscriberRecord row;
    note_to(row, bad, first_day + std::chrono::days(365));
    note_to(row, bad, first_day);
    EXPECT_EQ(row.failing_since, first_day);
}

TEST(Health, GivingTheLastDeliveryUpEndsTheRowUnlessTheLaneIsFailing)
{
    store::SubscriberRecord row;
    note_to(row, bad, first_day);
    note_nothing_left(row);
    EXPECT_EQ(row.failing_since, std::nullopt);
    note_to(row, bad, first_day, true);
    note_nothing_left(row);
    EXPECT_EQ(row.failing_since, first_day);
}

TEST(Health, OpenCircuitIsFailingUntilASuccess)
{
    store::SubscriberRecord row;
    EXPECT_TRUE(note_to(row, bad, first_day, true));
    EXPECT_EQ(row.state, LaneState::failing);
    EXPECT_EQ(row.reason, "answered 500");
    EXPECT_TRUE(note_to(row, good, first_day + 1min));
    EXPECT_EQ(row.state, LaneState::healthy);
    EXPECT_EQ(row.reason, "");
    EXPECT_EQ(row.failing_since, std::nullopt);
    EXPECT_EQ(row.last_success_at, first_day + 1min);
}

TEST(Health, HeldAfterNothingButFailures)
{
    store::SubscriberRecord row;
    fail_until(row, first_day + hold_after);
    EXPECT_EQ(row.state, LaneState::healthy);
    EXPECT_TRUE(note_to(row, bad, first_day + hold_after));
    EXPECT_EQ(row.state, LaneState::held);
    EXPECT_TRUE(contains(row.reason, "2026-06-02T10:00:00Z"));
}

TEST(Health, NotHeldWhenFailuresAreSporadic)
{
    store::SubscriberRecord row;
    for (int day = 0; day < 30; ++day) {
        note_to(row, bad, first_day + std::chrono::days(day));
        note_to(row, good, first_day + std::chrono::days(day) + 1h);
    }
    EXPECT_EQ(row.state, LaneState::healthy);
}

TEST(Health, RefusalOfOneDeliverySaysNothingAboutTheEndpoint)
{
    store::SubscriberRecord row;
    EXPECT_FALSE(note_to(row, result_with(Result::Kind::refused), first_day));
    EXPECT_FALSE(note_to(row, result_with(Result::Kind::broken_off), first_day));
    EXPECT_EQ(row.failing_since, std::nullopt);
}

TEST(Health, GoneHolds)
{
    store::SubscriberRecord row;
    EXPECT_TRUE(note_to(row, result_with(Result::Kind::gone), first_day));
    EXPECT_EQ(row.state, LaneState::held);
}

TEST(Health, StragglersDoNotReleaseAHeldLane)
{
    store::SubscriberRecord row;
    note_held(row, "by command", first_day);
    note_to(row, good, first_day);
    note_to(row, bad, first_day, true);
    EXPECT_EQ(row.state, LaneState::held);
    EXPECT_EQ(row.reason, "by command");
}

TEST(Health, SuccessOfAHealthyLaneIsStoredOnceAMinuteOnly)
{
    store::SubscriberRecord row;
    EXPECT_TRUE(note_to(row, good, first_day));
    EXPECT_FALSE(note_to(row, good, first_day + 59s));
    EXPECT_TRUE(note_to(row, good, first_day + 60s));
}

}  // namespace
}  // namespace webhookd::delivery
