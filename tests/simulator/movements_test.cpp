// Stock movements: openboxes-api.md 4, and its list for a faithful simulator.

#include "simulator/lists.hpp"

namespace webhookd::simulator {
namespace {

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

}  // namespace
}  // namespace webhookd::simulator
