// Rows that contradict each other at the same moment (openboxes-api.md 4.4): whatever the cause, nothing is
// taken back for them, so nothing happens twice (P2).

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

using openboxes::FaultKind;

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
