// Purchase orders: openboxes-api.md 5, and its list for a faithful simulator.

#include "simulator/lists.hpp"

namespace webhookd::simulator {
namespace {

TEST_F(Lists, OrderListIsUnsortedUnlessAsked)
{
    std::vector<std::string> ids;
    for (int at = 0; at < 20; ++at, now_ += std::chrono::seconds(1))
        ids.push_back(world().create_order({.origin = "3", .destination = "1"}));
    EXPECT_NE(column(json("/api/purchaseOrders"), "id"), ids);
    EXPECT_EQ(column(json("/api/purchaseOrders?sort=dateCreated&order=asc"), "id"), ids);
}

TEST_F(Lists, OrderListIsEmptyWhileItIsRebuilt)
{
    world().create_order({.origin = "3", .destination = "1"});
    world().create_order({.origin = "3", .destination = "1"});
    world().drop_order_list();
    EXPECT_EQ(json("/api/purchaseOrders")["totalCount"], 0);
    world().rebuild_order_list();
    EXPECT_EQ(json("/api/purchaseOrders")["totalCount"], 2);
    world().drop_order_list(1);
    EXPECT_EQ(json("/api/purchaseOrders")["totalCount"], 1);
}

TEST_F(Lists, OrderListMayLagBehindTheOrder)
{
    auto id = world().create_order({.origin = "3", .destination = "1"});
    world().set_order_list_lagging(true);
    world().place_order(id);
    EXPECT_EQ(json("/api/purchaseOrders")["data"][0]["status"], "PENDING");
    EXPECT_EQ(json("/api/purchaseOrders/" + id)["data"]["status"]["name"], "PLACED");
}

TEST_F(Lists, OrderDetailTellsItsStatusAsAnEnumObject)
{
    auto id = world().create_order({.origin = "3", .destination = "1"});
    world().place_order(id);
    Json expected{{"enumType", "org.pih.warehouse.order.OrderStatus"}, {"name", "PLACED"}};
    EXPECT_EQ(json("/api/purchaseOrders/" + id)["data"]["status"], expected);
    EXPECT_EQ(json("/api/generic/order/" + id)["data"]["status"], expected);
}

TEST_F(Lists, OrderStatusOfTheListIsDerived)
{
    auto id = world().create_order({.origin = "3", .destination = "1"});
    EXPECT_EQ(column(json("/api/purchaseOrders?status=PENDING&status=APPROVED"), "id"), std::vector{id});
    world().place_order(id);
    world().ship_order(id);
    EXPECT_EQ(json("/api/purchaseOrders")["data"][0]["status"], "SHIPPED");
    EXPECT_THROW(world().roll_back_order(id), std::logic_error);
}

TEST_F(Lists, UnknownOrderIsTextFollowedByJson)
{
    auto answer = get("/api/purchaseOrders/zz");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.body, R"(Order not found with id zz{"data":null})");
}

TEST_F(Lists0818, OldServersHaveNoPurchaseOrdersAndFewMovements)
{
    for (int at = 0; at < 12; ++at)
        make_movement();
    EXPECT_EQ(get("/api/purchaseOrders").status, 404);
    EXPECT_EQ(json("/api/stockMovements?direction=OUTBOUND")["data"].size(), 10);
}

}  // namespace
}  // namespace webhookd::simulator
