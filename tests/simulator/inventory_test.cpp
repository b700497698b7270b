// Adjustments, stock levels, the generic API: openboxes-api.md 6 and 7.

#include "simulator/simulator_test.hpp"

namespace webhookd::simulator {
namespace {

struct Inventory : SimulatorTest
{
    explicit Inventory(Options options = {}) : SimulatorTest(std::move(options))
    {
        log_in("1");
        product_ = world().create_product({.code = "GA10", .name = "Gauze"});
    }

    Json report(const std::string& more = "")
    {
        return json(
            "/api/reports/inventory-transactions-summary?facility=1&startDate=2026-05-01T00:00:00Z"
            "&endDate=2026-07-01T00:00:00Z" +
            more);
    }

    std::string product_;
};

struct Inventory094 : Inventory
{
    Inventory094() : Inventory({.version = {0, 9, 4}}) {}
};

TEST_F(Inventory, AdjustmentIsAType3TransactionWithASignedQuantity)
{
    auto id = world().adjust_stock(
        {.facility = "1", .product = product_, .quantity = -5, .comment = "shelf count"});
    auto row = json("/api/generic/transaction?sort=dateCreated&order=desc&max=50")["data"][0];
    EXPECT_EQ(row["transactionType"]["id"], "3");
    EXPECT_EQ(row["comment"], "shelf count");
    auto body =
        R"({"searchAttributes":[{"property":"transaction.id","operator":"eq","value":")" + id + R"("}]})";
    auto entries = Json::parse(ask("POST", "/api/generic/transactionEntry/search", body).body)["data"];
    ASSERT_EQ(entries.size(), 1);
    EXPECT_EQ(entries[0]["quantity"], -5);
    auto item = json("/api/generic/inventoryItem/" + entries[0]["inventoryItem"]["id"].get<std::string>());
    EXPECT_EQ(item["data"]["product"]["id"], product_);
    auto inventory = json("/api/generic/inventory/" + row["inventory"]["id"].get<std::string>());
    EXPECT_EQ(inventory["data"]["warehouse"]["id"], "1");
}

TEST_F(Inventory, BackDatedAdjustmentIsNewInTheGenericListAndOldInTheReport)
{
    auto today = world().adjust_stock({.facility = "1", .product = product_, .quantity = 1});
    auto last_week = now_ - std::chrono::days(7);
    now_ += std::chrono::minutes(1);
    auto dated =
        world().adjust_stock({.facility = "1", .product = product_, .quantity = 2, .date = last_week});
    EXPECT_EQ(column(json("/api/generic/transaction?sort=dateCreated&order=desc"), "id"),
              (std::vector{dated, today}));
    EXPECT_EQ(report()["data"][0]["quantityDifference"], 1);
    EXPECT_EQ(report()["data"][1]["dateRecorded"], "2026-05-26T10:00:00Z");
}

TEST_F(Inventory, ReportTellsBeforeAfterAndDifference)
{
    world().adjust_stock({.facility = "1", .product = product_, .quantity = 100});
    now_ += std::chrono::seconds(1);
    world().adjust_stock({.facility = "1", .product = product_, .quantity = -5});
    auto row = report()["data"][0];
    EXPECT_EQ(row["quantityBefore"], 100);
    EXPECT_EQ(row["quantityAfter"], 95);
    EXPECT_EQ(row["quantityDifference"], -5);
    EXPECT_EQ(row["varianceTypeCode"], "LESS");
    EXPECT_EQ(row["transactionAction"], "INVENTORY_ADJUSTMENT");
}

TEST_F(Inventory, ReportHoldsAtMost100RowsAndTenUnlessAsked)
{
    for (int at = 0; at < 120; ++at)
        world().adjust_stock({.facility = "1", .product = product_, .quantity = 1});
    EXPECT_EQ(report()["data"].size(), 10);
    EXPECT_EQ(report("&max=1000")["data"].size(), 100);
    EXPECT_EQ(report("&max=100&offset=100")["data"].size(), 20);
    EXPECT_EQ(report()["totalCount"], 120);
}

TEST_F(Inventory, ReportNeedsAFacilityAndMatchesNothingWithoutDates)
{
    world().adjust_stock({.facility = "1", .product = product_, .quantity = 1});
    EXPECT_EQ(get("/api/reports/inventory-transactions-summary").status, 400);
    EXPECT_EQ(json("/api/reports/inventory-transactions-summary?facility=1")["totalCount"], 0);
}

TEST_F(Inventory, TransfersAreNotInTheReport)
{
    auto id = world().create_movement(
        {.origin = "1", .destination = "2", .lines = {{.product = product_, .quantity = 5}}});
    world().ship(id);
    world().receive(id);
    EXPECT_EQ(report()["totalCount"], 0);
    EXPECT_EQ(json("/api/generic/transaction?max=10")["data"].size(), 2);
    EXPECT_EQ(world().quantity_on_hand("2", product_), 5);
}

TEST_F(Inventory, RecordStockIsABaselineAndAnAdjustmentOneSecondLater)
{
    world().adjust_stock({.facility = "1", .product = product_, .quantity = 10});
    world().record_stock({.facility = "1", .product = product_, .quantity = 7});
    const auto& rows = world().transactions.rows();
    ASSERT_EQ(rows.size(), 3);
    EXPECT_EQ(rows[1].type, "12");
    EXPECT_EQ(rows[1].date, rows[2].date - std::chrono::seconds(1));
    EXPECT_EQ(rows[2].entries[0].quantity, -3);
    EXPECT_EQ(report()["totalCount"], 2) << "the baseline is no change by itself";
}

TEST_F(Inventory094, OldServersWriteOneAbsoluteTransactionAndHaveNoReport)
{
    world().adjust_stock({.facility = "1", .product = product_, .quantity = 10});
    world().record_stock({.facility = "1", .product = product_, .quantity = 7});
    const auto& rows = world().transactions.rows();
    ASSERT_EQ(rows.size(), 2);
    EXPECT_EQ(rows[1].type, "11");
    EXPECT_EQ(rows[1].entries[0].quantity, 7);
    EXPECT_EQ(get("/api/reports/inventory-transactions-summary?facility=1").status, 404);
}

TEST_F(Inventory, InventoryItemsDoNotExistUnlessHosted)
{
    EXPECT_EQ(get("/api/inventoryItems").status, 404);
    openboxes_.options().hosted_inventory_items = true;
    world().adjust_stock({.facility = "1", .product = product_, .quantity = 3, .lot = "L1"});
    auto row = json("/api/inventoryItems")["data"][0];
    EXPECT_EQ(row["quantity"], 3);
    EXPECT_EQ(row["lotNumber"], "L1");
}

TEST_F(Inventory, ProductSummaryIsOfTheSessionsLocationWhateverThePathSays)
{
    world().adjust_stock({.facility = "1", .product = product_, .quantity = 3});
    auto expected = Json{
        {"productId", product_}, {"productName", "Gauze"}, {"productCode", "GA10"}, {"quantityOnHand", 3}};
    EXPECT_EQ(json("/api/locations/2/productSummary")["data"], Json::array({expected}));
}

TEST_F(Inventory, AvailableItemsNeedALocationAndAProduct)
{
    world().adjust_stock({.facility = "2", .product = product_, .quantity = 3, .lot = "L1"});
    EXPECT_EQ(get("/api/products/availableItems").status, 500);
    auto row = json("/api/products/availableItems?location.id=2&id=" + product_)["data"][0];
    EXPECT_EQ(row["quantityOnHand"], 3);
    EXPECT_EQ(row["product.name"], "Gauze");
}

TEST_F(Inventory, GenericListHasNoTotalAndUnknownThingsFailAsDocumented)
{
    EXPECT_FALSE(json("/api/generic/product?max=1").contains("totalCount"));
    EXPECT_EQ(get("/api/generic/product/zz").status, 404);
    auto unknown = get("/api/generic/foo");
    EXPECT_EQ(unknown.status, 500);
    EXPECT_EQ(Json::parse(unknown.body)["errorMessage"], "Unable to locate domain Foo");
}

TEST_F(Inventory, GenericShipmentsSortByTheirLastChange)
{
    auto first = make_movement();
    auto second = make_movement();
    now_ += std::chrono::minutes(1);
    world().ship(first);
    auto rows = json("/api/generic/shipment?sort=lastUpdated&order=desc&max=20")["data"];
    EXPECT_EQ(rows[0]["id"], world().movements.get(first).shipment_id);
    EXPECT_EQ(rows[0]["actualShippingDate"], "06/02/2026 10:01 Z");
    EXPECT_EQ(rows[1]["id"], world().movements.get(second).shipment_id);
}

}  // namespace
}  // namespace webhookd::simulator
