// The ways of reading adjustments follow each other without a loss and without a repetition
// (openboxes-api.md 6.2).
#include <algorithm>

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

using simulator::FaultKind;

class AdjustmentWaysTest : public PollerTest
{
  protected:
    static constexpr auto summary = "/api/reports/inventory-transactions-summary*";
    static constexpr auto transactions = "/api/generic/transaction*";

    void SetUp() override
    {
        PollerTest::SetUp();
        gauze_ = world().create_product();
        settings_.polling.reconcile = 24h;
    }
    std::string adjust()
    {
        simulator::Adjustment adjustment;
        adjustment.facility = depot_;
        adjustment.product = gauze_;
        adjustment.quantity = 1;
        const auto transaction = world().adjust_stock(adjustment);
        return world().transactions.get(transaction).number + ":" + gauze_;
    }
    void fail(const char* path, std::size_t times = 0)
    {
        openboxes().inject({.kind = FaultKind::server_error, .path = path, .times = times});
    }
    bool is_polled(const std::string& stream)
    {
        const auto before = listener_.polls.size();
        poll();
        return std::any_of(listener_.polls.begin() + static_cast<std::ptrdiff_t>(before),
                           listener_.polls.end(), [&](const auto& log) { return log.stream == stream; });
    }
    std::int64_t remembered_adjustments()
    {
        return store_->read().entities.count(
            {core::EntityKind::adjustment, store::EntityScope::Place::any, {}});
    }

    std::string gauze_;
};

TEST_F(AdjustmentWaysTest, WhatKeepsFailingIsGivenUpThoughAProbeSucceeds)
{
    poll();
    fail(summary, 6);  // three polls of both depots, and then the probe would be answered
    for (int i = 0; i < 3; ++i)
        poll();
    EXPECT_TRUE(is_polled("inventory"));
    EXPECT_FALSE(is_polled("inventory/" + depot_));
}

TEST_F(AdjustmentWaysTest, WhatTheFailuresHidIsEmittedByTheNextWay)  // P1
{
    adjust();
    poll();
    fail(summary);
    const auto hidden = adjust();
    for (int i = 0; i < 5; ++i)
        poll();
    EXPECT_EQ(emitted(), (Emitted{{"inventory.adjusted", hidden}}));
}

TEST_F(AdjustmentWaysTest, TakingOverSurvivesAKill)  // P1
{
    poll();
    fail(summary);
    const auto hidden = adjust();
    // Its two probes succeed, and yet it cannot be read before the program dies.
    openboxes().inject({.kind = FaultKind::server_error, .path = transactions, .times = 2, .skip = 2});
    for (int i = 0; i < 4; ++i)
        poll();
    start();
    poll();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"inventory.adjusted", hidden}}));
}

TEST_F(AdjustmentWaysTest, BetterWayIsTriedAgainAfterAReconciliationAndRepeatsNothing)  // P2
{
    poll();
    fail(summary);
    const auto first = adjust();
    for (int i = 0; i < 5; ++i)
        poll();
    openboxes().faults().clear();
    EXPECT_FALSE(is_polled("inventory/" + depot_)) << "given up for a time";
    poll(1h);
    EXPECT_TRUE(is_polled("inventory/" + depot_));
    const auto second = adjust();
    poll();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"inventory.adjusted", first}, {"inventory.adjusted", second}}));
}

TEST_F(AdjustmentWaysTest, TransactionThatIsNumberedLaterIsToldOnce)  // P2
{
    fail(summary);
    poll();
    const auto id = world().adjust_stock({.facility = depot_, .product = gauze_, .quantity = 1});
    const auto number = std::exchange(world().transactions.edit(id).number, "");
    poll();
    poll();
    world().transactions.edit(id).number = number;
    start();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"inventory.adjusted", id + ":" + gauze_}}));
    openboxes().faults().clear();
    start();
    poll(1h);
    EXPECT_TRUE(is_polled("inventory/" + depot_));
    poll();
    EXPECT_EQ(emitted().size(), 1U) << "the summary knows the number only";
}

TEST_F(AdjustmentWaysTest, CountOfStockIsToldWhereThereIsNoSummary)  // OpenBoxes until 0.9.4
{
    openboxes().inject({.kind = FaultKind::not_found, .path = summary, .times = 0});
    poll();
    const auto id =
        world().adjust_stock({.facility = depot_, .product = gauze_, .quantity = 12, .type = "11"});
    poll();
    ASSERT_EQ(emitted().size(), 1U);
    EXPECT_EQ(last_body()["data"]["object"]["quantityAfter"], 12);
    EXPECT_TRUE(last_body()["data"]["object"]["quantityDifference"].is_null());
    EXPECT_EQ(last_body()["data"]["id"], world().transactions.get(id).number + ":" + gauze_);
}

TEST_F(AdjustmentWaysTest, LevelsTellWhatThereWasAndIs)  // way C
{
    for (const auto* path : {summary, transactions})
        openboxes().inject({.kind = FaultKind::not_found, .path = path, .times = 0});
    world().adjust_stock({.facility = depot_, .product = gauze_, .quantity = 95});
    poll();
    world().adjust_stock({.facility = depot_, .product = gauze_, .quantity = -5});
    poll();
    ASSERT_EQ(emitted().size(), 1U);
    const auto object = last_body()["data"]["object"];
    EXPECT_EQ(object["quantityBefore"], 95);
    EXPECT_EQ(object["quantityAfter"], 90);
    EXPECT_EQ(object["quantityDifference"], -5);
}

TEST_F(AdjustmentWaysTest, WhenEveryWayFailsTheOneInUseStays)
{
    poll();
    for (const auto* path :
         {summary, transactions, "/api/locations/*/productSummary", "/api/inventoryItems*"})
        fail(path);
    for (int i = 0; i < 5; ++i)
        poll();
    EXPECT_TRUE(is_polled("inventory/" + depot_));
    openboxes().faults().clear();
    const auto id = adjust();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"inventory.adjusted", id}}));
}

TEST_F(AdjustmentWaysTest, LongOutageLosesNoAdjustment)  // P1
{
    poll();
    const auto early = adjust();
    clock_.advance(24h * 90);
    const auto late = adjust();
    start();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"inventory.adjusted", late}, {"inventory.adjusted", early}}));
}

TEST_F(AdjustmentWaysTest, AdjustmentsOutOfEveryReachAreForgottenAndNeverRepeated)  // P2
{
    poll();
    const auto old = adjust();
    poll();
    clock_.advance(24h * 450);
    const auto recent = adjust();
    poll();
    EXPECT_EQ(remembered_adjustments(), 2) << "the window of this poll reached back to the old one";
    poll(24h);
    EXPECT_EQ(remembered_adjustments(), 1);
    clock_.advance(24h * 3);
    start();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"inventory.adjusted", old}, {"inventory.adjusted", recent}}));
}

}  // namespace
}  // namespace webhookd::poll
