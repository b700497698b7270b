// Products, stock movements and purchase orders: openboxes-api.md 2 to 5, and the lines of its list for a
// faithful simulator.

#include <set>

#include "support/simulator_test.hpp"

namespace webhookd::simulator {
namespace {

struct Lists : SimulatorTest
{
    explicit Lists(Options options = {}) : SimulatorTest(std::move(options)) { log_in(); }
};

struct Lists097 : Lists
{
    Lists097() : Lists({.version = {0, 9, 7}}) {}
};

struct Lists0818 : Lists
{
    Lists0818() : Lists({.version = {0, 8, 18}}) {}
};

struct UnstableLists : Lists
{
    UnstableLists() : Lists({.unstable_ties = true}) {}
};

// Products

TEST_F(Lists, WithoutMaxTheAnswerHoldsEverything)
{
    for (int at = 0; at < 150; ++at)
        world().create_product();
    auto answer = json("/api/products");
    EXPECT_EQ(answer["data"].size(), 150);
    EXPECT_EQ(answer["totalCount"], 150);
}

TEST_F(Lists, ProductsSortByCreationAndPage)
{
    std::vector<std::string> ids;
    for (int at = 0; at < 5; ++at, now_ += std::chrono::seconds(1))
        ids.push_back(world().create_product());
    auto newest = json("/api/products?sort=dateCreated&order=desc&max=2&offset=1");
    EXPECT_EQ(column(newest, "id"), (std::vector{ids[3], ids[2]}));
    auto oldest = json("/api/products?sort=dateCreated&order=asc&max=2");
    EXPECT_EQ(column(oldest, "id"), (std::vector{ids[0], ids[1]}));
}

TEST_F(Lists, ProductsAreActiveOnesByNameUnlessAskedOtherwise)
{
    world().create_product({.name = "b"});
    world().create_product({.name = "a"});
    world().create_product({.name = "c", .active = false});
    EXPECT_EQ(column(json("/api/products"), "name"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(json("/api/products?includeInactive=true")["totalCount"], 3);
}

TEST_F(Lists, RowsInsertedWhilePagingShiftLaterPages)  // F-3
{
    std::string last;
    for (int at = 0; at < 4; ++at, now_ += std::chrono::seconds(1))
        last = world().create_product();
    auto first = column(json("/api/products?sort=dateCreated&order=desc&max=2"), "id");
    openboxes_.on_request([this](const test::Request&) { world().create_product(); });
    auto second = column(json("/api/products?sort=dateCreated&order=desc&max=2&offset=2"), "id");
    EXPECT_EQ(second[0], first[1]) << "the boundary row must come again";
}

TEST_F(Lists, ProductRowHasTheDocumentedKeys)
{
    auto id = world().create_product({.name = "Gauze"});
    auto row = json("/api/products/" + id)["data"];
    std::vector<std::string> keys;
    for (const auto& [key, value] : row.items())
        keys.push_back(key);
    EXPECT_EQ(keys, (std::vector<std::string>{"id", "productCode", "name", "description", "category",
                                              "unitOfMeasure", "pricePerUnit", "dateCreated", "lastUpdated",
                                              "updatedBy", "color", "handlingIcons", "lotAndExpiryControl",
                                              "active", "displayNames"}));
    EXPECT_EQ(row["dateCreated"], "2026-06-02T10:00:00Z");
}

TEST_F(Lists0818, OldProductsHaveNoDatesNoPagingAndNoTotal)
{
    for (int at = 0; at < 30; ++at)
        world().create_product();
    auto answer = json("/api/products?sort=dateCreated&max=2");
    EXPECT_EQ(answer["data"].size(), 25);
    EXPECT_FALSE(answer.contains("totalCount"));
    EXPECT_FALSE(answer["data"][0].contains("dateCreated"));
    EXPECT_EQ(json("/api/generic/product?sort=dateCreated&order=desc&max=2")["data"].size(), 2);
}

TEST_F(Lists, UnknownSortPropertyIsA500)
{
    world().create_product();
    EXPECT_EQ(get("/api/products?sort=nonsense").status, 500);
}

TEST_F(UnstableLists, EqualSortValuesMayChangePlaces)
{
    for (int at = 0; at < 20; ++at)
        world().create_product();
    auto first = column(json("/api/products?sort=dateCreated"), "id");
    std::set<std::vector<std::string>> orders{first};
    for (int at = 0; at < 5; ++at)
        orders.insert(column(json("/api/products?sort=dateCreated"), "id"));
    EXPECT_GT(orders.size(), 1);
}

// Stock movements

TEST_F(Lists, MovementsNeedADirectionAndALocation)
{
    auto message =
        R"({"errorMessages":["Direction parameter is required. Origin and destination cannot be the same."]})";
    for (const auto* query :
         {"", "?direction=OUTBOUND", "?origin=1", "?direction=INBOUND&origin=1&destination=1"}) {
        auto answer = get(std::string("/api/stockMovements") + query);
        EXPECT_EQ(answer.status, 400) << query;
        EXPECT_EQ(answer.body, message) << query;
    }
}

TEST_F(Lists, UnknownEnumWordsAre500)
{
    for (const auto* query :
         {"direction=sideways&origin=1", "direction=INTERNAL&origin=1", "direction=outbound&origin=1",
          "direction=OUTBOUND&origin=1&receiptStatusCode=GONE"}) {
        auto answer = get(std::string("/api/stockMovements?") + query);
        EXPECT_EQ(answer.status, 500) << query;
    }
}

TEST_F(Lists, EmptyOutboundListHasAnArrayAsTotal)
{
    EXPECT_EQ(get("/api/stockMovements?direction=OUTBOUND&origin=1&max=10").body,
              R"({"data":[],"totalCount":[]})");
    EXPECT_EQ(get("/api/stockMovements?direction=INBOUND&destination=1").body,
              R"({"data":[],"totalCount":0})");
}

TEST_F(Lists, OutboundRowTellsTheShipmentStatusAsCurrentStatus)
{
    auto id = make_movement();
    world().ship(id);
    auto row = json("/api/stockMovements?direction=OUTBOUND&origin=1")["data"][0];
    EXPECT_EQ(row["currentStatus"], "SHIPPED");
    EXPECT_EQ(row["status"], "ISSUED");
    EXPECT_EQ(row["statusCode"], "DISPATCHED");
    EXPECT_EQ(row["dateCreated"], "06/02/2026");
}

TEST_F(Lists, NewInboundRowIsSlim)
{
    auto id = make_movement();
    world().ship(id);
    world().receive(id, true);
    auto row = json("/api/stockMovements?direction=INBOUND&destination=2")["data"][0];
    EXPECT_EQ(row["id"], id);
    EXPECT_FALSE(row.contains("currentStatus"));
    EXPECT_FALSE(row.contains("shipmentStatus"));
    EXPECT_EQ(row["isPartiallyReceived"], true);
    EXPECT_EQ(row["dateCreated"], "2026-06-02T10:00:00Z");
}

TEST_F(Lists097, OldInboundRowHasTheShapeOfTheDetail)
{
    auto id = make_movement();
    world().ship(id);
    auto row = json("/api/stockMovements?direction=INBOUND&destination=2")["data"][0];
    EXPECT_EQ(row["shipmentStatus"], "SHIPPED");
    EXPECT_EQ(row["associations"]["shipment"]["status"], "SHIPPED");
    EXPECT_EQ(row["lineItems"], Json::array());
    EXPECT_EQ(row["requestType"]["name"], "DEFAULT");
}

TEST_F(Lists, ShipmentOnlyMovementHasNoCurrentStatusInItsDetail)
{
    auto id = world().create_movement({.origin = "3", .destination = "1", .shipment_only = true});
    world().ship(id);
    set_role(Role::assistant);
    auto detail = json("/api/stockMovements/" + id)["data"];
    EXPECT_EQ(detail["id"], world().movements.get(id).shipment_id);
    EXPECT_TRUE(detail["currentStatus"].is_null());
    EXPECT_EQ(detail["shipmentStatus"], "SHIPPED");
    EXPECT_EQ(detail["statusCode"], "ISSUED");
}

TEST_F(Lists, ReturnIsListedButCannotBeRead)
{
    auto id = world().create_movement({.origin = "1", .destination = "2", .is_return = true});
    set_role(Role::assistant);
    EXPECT_EQ(column(json("/api/stockMovements?direction=OUTBOUND&origin=1"), "id"), std::vector{id});
    EXPECT_EQ(column(json("/api/stockMovements?direction=INBOUND&destination=2"), "id"), std::vector{id});
    EXPECT_EQ(get("/api/stockMovements/" + id).status, 404);
}

TEST_F(Lists, ReceiptStatusCodesFilterOnTheShipment)
{
    auto pending = make_movement();
    auto shipped = make_movement();
    world().ship(shipped);
    auto in_flight =
        "/api/"
        "stockMovements?direction=OUTBOUND&origin=1&receiptStatusCode=SHIPPED&receiptStatusCode=PARTIALLY_"
        "RECEIVED";
    EXPECT_EQ(column(json(in_flight), "id"), std::vector{shipped});
    world().receive(shipped, true);
    EXPECT_EQ(column(json(in_flight), "id"), std::vector{shipped});
    world().receive(shipped);
    EXPECT_EQ(json(in_flight)["totalCount"], Json::array());
    EXPECT_EQ(world().movements.get(pending).shipment_status, ShipmentStatus::pending);
}

TEST_F(Lists, RollbackLeadsBackToPendingAndTheMovementMayShipAgain)
{
    auto product = world().create_product();
    auto id = world().create_movement(
        {.origin = "1", .destination = "2", .lines = {{.product = product, .quantity = 5}}});
    world().ship(id);
    EXPECT_EQ(world().transactions.size(), 1);
    world().receive(id);
    world().roll_back(id);
    EXPECT_EQ(world().movements.get(id).shipment_status, ShipmentStatus::shipped);
    world().roll_back(id);
    auto row = json("/api/stockMovements?direction=OUTBOUND&origin=1")["data"][0];
    EXPECT_EQ(row["currentStatus"], "PENDING");
    EXPECT_EQ(row["status"], "CHECKING");
    EXPECT_EQ(world().transactions.size(), 0) << "the issue transaction is deleted";
    world().ship(id);
    EXPECT_EQ(world().movements.get(id).shipment_status, ShipmentStatus::shipped);
}

TEST_F(Lists, DestinationWithoutPartialReceivingGoesStraightToReceived)
{
    world().facilities.edit("2").partial_receiving = false;
    auto id = make_movement();
    world().ship(id);
    world().receive(id, true);
    EXPECT_EQ(world().movements.get(id).shipment_status, ShipmentStatus::received);
}

TEST_F(Lists, OutboundHidesDraftRequestsRejectedAndPaperOnes)
{
    auto shown = make_movement();
    world().create_movement(
        {.origin = "1", .destination = "2", .requisition_status = "CREATED", .source_type = "ELECTRONIC"});
    world().create_movement({.origin = "1", .destination = "2", .requisition_status = "REJECTED"});
    world().create_movement({.origin = "1", .destination = "2", .requisition_status = "APPROVED"});
    world().create_movement({.origin = "1", .destination = "2", .source_type = "PAPER"});
    EXPECT_EQ(column(json("/api/stockMovements?direction=OUTBOUND&origin=1"), "id"), std::vector{shown});
}

TEST_F(Lists, StatusChangeMovesARowInTheDefaultOutboundOrder)  // F-1
{
    auto older = make_movement();
    now_ += std::chrono::seconds(1);
    auto newer = make_movement();
    auto list = "/api/stockMovements?direction=OUTBOUND&origin=1";
    EXPECT_EQ(column(json(list), "id"), (std::vector{newer, older}));
    world().ship(newer);
    EXPECT_EQ(column(json(list), "id"), (std::vector{older, newer}));
}

TEST_F(Lists, DisplayStatusDependsOnTheSessionsLocation)
{
    auto id = make_movement();
    world().ship(id);
    auto list = "/api/stockMovements?direction=OUTBOUND&origin=1";
    get("/api/chooseLocation/1");
    EXPECT_EQ(json(list)["data"][0]["displayStatus"]["name"], "ISSUED");
    get("/api/chooseLocation/2");
    EXPECT_EQ(json(list)["data"][0]["displayStatus"]["name"], "SHIPPED");
}

// Purchase orders

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
