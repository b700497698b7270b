#include "delivery/health.hpp"

#include <gtest/gtest.h>

#include "delivery/contains.hpp"

namespace webhookd::delivery {
namespace {

using namespace std::chrono_literals;
using store::LaneState;

const core::Timestamp start(std::chrono::seconds(1'780'394'400));
constexpr auto hold_after = std::chrono::days(5);

Result of(Verdict verdict)
{
    Result result;
    result.verdict = verdict;
    result.detail = "answered 500";
    return result;
}

const Result delivered = of(Verdict::delivered);
const Result failed = of(Verdict::failed);

bool note(store::SubscriberRecord& row, const Result& result, core::Timestamp now, bool opened = false)
{
    return note_result(row, result, {.opened = opened}, now, hold_after);
}

TEST(Health, FirstFailureIsRememberedOnce)
{
    store::SubscriberRecord row;
    EXPECT_TRUE(note(row, failed, start));
    EXPECT_EQ(row.failing_since, start);
    EXPECT_FALSE(note(row, failed, start + 1h));
    EXPECT_EQ(row.failing_since, start);
    EXPECT_EQ(row.state, LaneState::healthy);
}

TEST(Health, OpenCircuitIsFailingUntilASuccess)
{
    store::SubscriberRecord row;
    EXPECT_TRUE(note(row, failed, start, true));
    EXPECT_EQ(row.state, LaneState::failing);
    EXPECT_EQ(row.reason, "answered 500");
    EXPECT_TRUE(note(row, delivered, start + 1min));
    EXPECT_EQ(row.state, LaneState::healthy);
    EXPECT_EQ(row.reason, "");
    EXPECT_EQ(row.failing_since, std::nullopt);
    EXPECT_EQ(row.last_success_at, start + 1min);
}

TEST(Health, HeldAfterNothingButFailures)
{
    store::SubscriberRecord row;
    note(row, failed, start);
    note(row, failed, start + hold_after - 1ms);
    EXPECT_EQ(row.state, LaneState::healthy);
    EXPECT_TRUE(note(row, failed, start + hold_after));
    EXPECT_EQ(row.state, LaneState::held);
    EXPECT_TRUE(contains(row.reason, "2026-06-02T10:00:00Z"));
}

TEST(Health, NotHeldWhenFailuresAreSporadic)
{
    store::SubscriberRecord row;
    for (int day = 0; day < 30; ++day) {
        note(row, failed, start + std::chrono::days(day));
        note(row, delivered, start + std::chrono::days(day) + 1h);
    }
    EXPECT_EQ(row.state, LaneState::healthy);
}

TEST(Health, RefusalOfOneDeliverySaysNothingAboutTheEndpoint)
{
    store::SubscriberRecord row;
    EXPECT_FALSE(note(row, of(Verdict::refused), start));
    EXPECT_EQ(row.failing_since, std::nullopt);
}

TEST(Health, GoneHolds)
{
    store::SubscriberRecord row;
    EXPECT_TRUE(note(row, of(Verdict::gone), start));
    EXPECT_EQ(row.state, LaneState::held);
}

TEST(Health, StragglersDoNotReleaseAHeldLane)
{
    store::SubscriberRecord row;
    note_held(row, "by command", start);
    note(row, delivered, start);
    note(row, failed, start, true);
    EXPECT_EQ(row.state, LaneState::held);
    EXPECT_EQ(row.reason, "by command");
}

TEST(Health, SuccessOfAHealthyLaneIsStoredOnceAMinuteOnly)
{
    store::SubscriberRecord row;
    EXPECT_TRUE(note(row, delivered, start));
    EXPECT_FALSE(note(row, delivered, start + 59s));
    EXPECT_TRUE(note(row, delivered, start + 60s));
}

}  // namespace
}  // namespace webhookd::delivery
