// A baseline that saw too little: what is older than it, or can be seen to be, is no news (P2).

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

using simulator::FaultKind;

class BaselineTest : public PollerTest
{
  protected:
    /// Things that exist before the first scan.
    void fill()
    {
        for (int i = 0; i < 5; ++i) {
            world().create_product();
            world().place_order(an_order());
            const auto movement = a_movement();
            world().ship(movement);
            if (i > 2) world().receive(movement);
        }
        clock_.advance(10s);
    }

    void empty_lists()
    {
        for (const auto* path : {"/api/products*", "/api/stockMovements*", "/api/purchaseOrders*"})
            openboxes().inject({.kind = FaultKind::empty_list, .path = path, .times = 0});
    }
};

TEST_F(BaselineTest, ListsThatWereEmptyAtFirstAreNoNewsWhenTheyFill)  // F-9, F-20
{
    fill();
    empty_lists();
    poll(0s);
    poll();
    openboxes().faults().clear();
    for (int i = 0; i < 4; ++i)
        poll();
    poll(25h);
    EXPECT_EQ(emitted(), Emitted{});
}

TEST_F(BaselineTest,
       ListsThatWerePartialAtFirstAreNoNewsWhenTheyAreWhole)  // a matching total, a part of the rows
{
    for (int i = 0; i < 12; ++i)
        fill();
    const auto products = world().products;
    const auto movements = world().movements;
    for (std::size_t i = 5; i < 60; ++i) {
        world().delete_product(products.rows()[i].id);
        world().delete_movement(movements.rows()[i].id);
    }
    world().drop_order_list(5);
    poll(0s);
    world().products = products;
    world().movements = movements;
    world().rebuild_order_list();
    for (int i = 0; i < 4; ++i)
        poll();
    poll(25h);
    EXPECT_EQ(emitted(), Emitted{});
}

TEST_F(BaselineTest, ProductsOfOneSecondThatWerePartialAtFirstAreNoNews)
{
    const auto second = clock_.now();
    for (int i = 0; i < 60; ++i)
        world().create_product({.created = second});
    const auto products = world().products;
    for (std::size_t i = 5; i < 60; ++i)
        world().delete_product(products.rows()[i].id);
    poll();
    world().products = products;
    poll();
    EXPECT_EQ(emitted(), Emitted{});
}

TEST_F(BaselineTest, MovementsToPlacesThatNobodyPollsAreDatedToo)
{
    const auto ward = world().create_facility("Ward", "WARD");
    world().ship(world().create_movement({.origin = depot_, .destination = ward}));
    empty_lists();
    poll();
    openboxes().faults().clear();
    clock_.advance(1s);
    const auto movement = world().create_movement({.origin = depot_, .destination = ward});
    world().ship(movement);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}}));
}

TEST_F(BaselineTest, WhatComesAfterAnEmptyFirstListIsTold)  // P1
{
    fill();
    empty_lists();
    poll(0s);
    openboxes().faults().clear();
    poll();
    const auto product = world().create_product();
    const auto movement = a_movement();
    world().ship(movement);
    const auto order = an_order();
    world().place_order(order);
    poll_twice();
    auto all = emitted();
    std::ranges::sort(all);
    EXPECT_EQ(all, (Emitted{{"product.created", product},
                            {"purchaseOrder.approved", order},
                            {"stockMovement.shipped", movement}}));
}

TEST_F(BaselineTest, ServerWithoutOrdersIsBaselinedAtOnce)
{
    poll();
    const auto order = an_order();
    world().place_order(order);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"purchaseOrder.approved", order}}));
}

TEST_F(BaselineTest, OrderListThatStaysEmptyIsBelievedInTheEnd)  // transfers are orders as well
{
    an_order();
    openboxes().inject({.kind = FaultKind::empty_list, .path = "/api/purchaseOrders*", .times = 0});
    poll();
    EXPECT_FALSE(store_->read().streams.find("purchase-orders")->baselined_at);
    poll(16min);
    EXPECT_TRUE(store_->read().streams.find("purchase-orders")->baselined_at);
}

TEST_F(BaselineTest, MoreOfTheNewestSecondThanTheBaselineSawIsTold)  // F-15: an import that had not ended
{
    const auto second = clock_.now();
    for (int i = 0; i < 300; ++i)
        world().create_product({.created = second});
    poll(0s);
    poll();
    for (int i = 0; i < 10; ++i)
        world().create_product({.created = second});
    poll();
    EXPECT_EQ(emitted().size(), 10U);
}

TEST_F(BaselineTest, ProductOfNextYearSilencesNothing)  // F-16
{
    world().create_product({.created = clock_.now() + 24h * 365});
    poll();
    const auto product = world().create_product();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}}));
}

TEST_F(BaselineTest, ServerWhoseClockWasFastDuringTheBaselineIsHeard)  // F-16
{
    openboxes().options().now = [this] { return clock_.now() + 5h; };
    fill();
    poll();
    openboxes().options().now = [this] { return clock_.now(); };
    const auto product = world().create_product({.created = clock_.now()});
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}}));
}

TEST_F(BaselineTest, ServerWhoseClockIsSlowIsHeard)  // F-16
{
    openboxes().options().now = [this] { return clock_.now() - 5h; };
    fill();
    poll();
    const auto product = world().create_product({.created = clock_.now() - 5h});
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}}));
}

TEST_F(BaselineTest,
       RequestThatWasHiddenIsToldOnceItIsShipped)  // openboxes-api.md 4.2: lists hide what waits
{
    const auto movement = world().create_movement({.origin = depot_,
                                                   .destination = clinic_,
                                                   .requisition_status = "CREATED",
                                                   .source_type = "ELECTRONIC"});
    world().movements.edit(movement).shipment_id.clear();
    poll();
    poll(25h);
    world().movements.edit(movement).shipment_id = "S1";
    world().ship(movement);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}}));
}

}  // namespace
}  // namespace webhookd::poll
