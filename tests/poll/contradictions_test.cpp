// Rows that contradict each other (openboxes-api.md 4.4): whatever the cause, nothing is taken back for them,
// so nothing happens twice, and an older sighting does not overrule a newer one (P2).

#include "poll/contradictions.hpp"

#include <gtest/gtest.h>

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

using namespace std::chrono_literals;
using core::EntityKind;

const async::SteadyTime steady_noon{1000h};

openboxes::Sighting a_sighting(const std::string& id, async::SteadyTime requested_at)
{
    openboxes::Sighting sighting;
    sighting.seen.id = id;
    sighting.requested_at = requested_at;
    return sighting;
}

TEST(RecentChanges, OlderSightingDoesNotOverruleANewerOne)  // P2: both ends of one movement
{
    RecentChanges recent;
    EXPECT_EQ(recent.accept(EntityKind::stock_movement, {a_sighting("R1", steady_noon)}, steady_noon).size(),
              1U);
    EXPECT_TRUE(
        recent.accept(EntityKind::stock_movement, {a_sighting("R1", steady_noon - 1s)}, steady_noon).empty());
    EXPECT_EQ(
        recent.accept(EntityKind::stock_movement, {a_sighting("R2", steady_noon - 1s)}, steady_noon).size(),
        1U);
}

TEST(RecentChanges, NewerSightingIsAccepted)
{
    RecentChanges recent;
    recent.accept(EntityKind::stock_movement, {a_sighting("R1", steady_noon)}, steady_noon);
    EXPECT_EQ(
        recent.accept(EntityKind::stock_movement, {a_sighting("R1", steady_noon + 1s)}, steady_noon).size(),
        1U);
}

TEST(RecentChanges, KindsAreApart)
{
    RecentChanges recent;
    recent.accept(EntityKind::stock_movement, {a_sighting("1", steady_noon)}, steady_noon);
    EXPECT_EQ(
        recent.accept(EntityKind::purchase_order, {a_sighting("1", steady_noon - 1s)}, steady_noon).size(),
        1U);
}

TEST(RecentChanges, WhatHappensOnceIsNotHeldBack)
{
    RecentChanges recent;
    recent.accept(EntityKind::product, {a_sighting("P1", steady_noon)}, steady_noon);
    EXPECT_EQ(recent.accept(EntityKind::product, {a_sighting("P1", steady_noon - 1s)}, steady_noon).size(),
              1U);
}

using simulator::FaultKind;

class ContradictionTest : public PollerTest
{
  protected:
    void poll_for_a_day()
    {
        for (int i = 0; i < 5; ++i) {
            poll(5h);  // everything, after such a gap
            poll_twice();
        }
    }

    std::int64_t mentions(const std::string& id)
    {
        store::PollFilter all;
        all.limit = 1000;
        return std::ranges::count_if(store_->read().polls.list(all), [&](const auto& poll) {
            return poll.error.contains("two states") && poll.error.contains(id);
        });
    }
};

TEST_F(ContradictionTest, ShipmentSentOnItsOwnPageShipsOnce)
{
    const auto movement = a_movement();
    poll();
    world().send_shipment(movement);
    poll_for_a_day();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}}));
}

TEST_F(ContradictionTest, EndsThatDisagreeShipOnceAndAreMentionedOnce)
{
    const auto movement = a_movement();
    poll();
    world().movements.edit(movement).told_inbound = simulator::ShipmentStatus::pending;
    world().ship(movement);
    poll_for_a_day();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}}));
    EXPECT_EQ(mentions(movement), 1);
}

TEST_F(ContradictionTest, EndsThatDisagreeReceiveOnceAfterARestartToo)
{
    const auto movement = a_movement();
    world().ship(movement);
    poll();
    world().movements.edit(movement).told_inbound = simulator::ShipmentStatus::shipped;
    world().receive(movement);
    poll_for_a_day();
    start();
    poll_for_a_day();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.received", movement}}));
}

TEST_F(ContradictionTest, ListsOfOneEndThatDisagreeShipOnce)
{
    settings_.source.facilities = {depot_};
    const auto movement = a_movement();
    poll();
    world().ship(movement);
    openboxes().on_request([&](const test::Request& request) {
        world().movements.edit(movement).shipment_status = request.target.contains("receiptStatusCode")
                                                               ? simulator::ShipmentStatus::shipped
                                                               : simulator::ShipmentStatus::pending;
    });
    poll_for_a_day();
    poll_for_a_day();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}}));
}

TEST_F(ContradictionTest, RollbackThatBothEndsTellCounts)  // F-28
{
    const auto movement = a_movement();
    poll();
    world().movements.edit(movement).told_inbound = simulator::ShipmentStatus::pending;
    world().ship(movement);
    poll_for_a_day();
    world().movements.edit(movement).told_inbound.reset();
    poll_for_a_day();
    world().roll_back(movement);
    poll_twice();
    world().ship(movement);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}, {"stockMovement.shipped", movement}}));
}

TEST_F(ContradictionTest, MovementListedTwiceWithUnlikeStatusShipsOnce)
{
    const auto movement = a_movement();
    poll();
    world().ship(movement);
    openboxes().inject({.kind = FaultKind::contradict_row, .path = "/api/stockMovements*", .times = 0});
    poll_for_a_day();
    poll_for_a_day();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}}));
    EXPECT_GE(mentions(movement), 1);
}

TEST_F(ContradictionTest, OrderListedTwiceWithUnlikeStatusIsApprovedOnce)
{
    const auto order = an_order();
    poll();
    world().place_order(order);
    openboxes().inject({.kind = FaultKind::contradict_row, .path = "/api/purchaseOrders*", .times = 0});
    poll_for_a_day();
    EXPECT_EQ(emitted(), (Emitted{{"purchaseOrder.approved", order}}));
}

}  // namespace
}  // namespace webhookd::poll
