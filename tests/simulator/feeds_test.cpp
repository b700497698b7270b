// The two lists that see every facility at once, as a real server answered them (openboxes-api.md 4.9).

#include <fstream>
#include <set>

#include <fmt/format.h>

#include "simulator/simulator_test.hpp"

namespace webhookd::simulator {
namespace {

constexpr auto shipments = "/api/generic/shipment?sort=lastUpdated&order=desc&max=20";
constexpr auto transactions = "/api/generic/transaction?sort=dateCreated&order=desc&max=20";

struct Feeds : SimulatorTest
{
    explicit Feeds(Options options = {}) : SimulatorTest(std::move(options))
    {
        log_in();
        product_ = world().create_product({.code = "GA10", .name = "Gauze"});
    }

    /// One minute later.
    std::string make_movement(bool shipment_only = false)
    {
        tick();
        return world().create_movement({.origin = "1",
                                        .destination = "2",
                                        .lines = {{.product = product_, .quantity = 8}},
                                        .shipment_only = shipment_only});
    }

    void tick() { now_ += std::chrono::minutes(1); }

    /// The newest row of a list.
    Json top(const char* list) { return json(list).at("data").at(0); }

    std::string shipment_of(const std::string& movement)
    {
        return world().movements.get(movement).shipment_id;
    }

    std::string product_;
};

struct Feeds099 : Feeds
{
    Feeds099() : Feeds({.version = {0, 9, 9}}) {}
};

Json real_answer(const std::string& name)
{
    std::ifstream file(PROJECT_SOURCE_DIR "/tests/real_answers/" + name);
    return Json::parse(file).at("body").at("data");
}

/// The paths of all members, `shipmentItems[].quantity`; of lists the first element stands for all.
void collect_keys(const Json& value, const std::string& path, std::set<std::string>& keys)
{
    if (value.is_array() && !value.empty()) collect_keys(value.front(), path + "[]", keys);
    if (!value.is_object()) return;
    for (const auto& [name, member] : value.items()) {
        const auto inner = fmt::format("{}.{}", path, name);
        keys.insert(inner);
        collect_keys(member, inner, keys);
    }
}

std::set<std::string> keys_of(const Json& value)
{
    std::set<std::string> keys;
    collect_keys(value, "", keys);
    return keys;
}

TEST_F(Feeds099, ShipmentRowHasTheKeysOfARealOne)
{
    auto id = make_movement();
    world().ship(id);
    world().receive(id);
    EXPECT_EQ(keys_of(top(shipments)), keys_of(real_answer("generic-shipment.json")));
}

TEST_F(Feeds099, RowsOfAReceiptAndASendingHaveTheKeysOfRealOnes)
{
    auto id = make_movement();
    world().ship(id);
    tick();
    world().receive(id);
    auto rows = json(transactions)["data"];
    auto real = real_answer("generic-transaction.json");
    ASSERT_EQ(rows.size(), real.size());
    EXPECT_EQ(keys_of(rows[0]), keys_of(real[0])) << "a receipt";
    EXPECT_EQ(keys_of(rows[1]), keys_of(real[1])) << "a sending";
}

TEST_F(Feeds099, DetailsOfTheGenericApiHaveTheKeysOfRealOnes)
{
    auto id = world().adjust_stock({.facility = "1", .product = product_, .quantity = 2, .lot = "L1"});
    auto search =
        R"({"searchAttributes":[{"property":"transaction.id","operator":"eq","value":")" + id + R"("}]})";
    auto entries = Json::parse(ask("POST", "/api/generic/transactionEntry/search", search).body)["data"];
    EXPECT_EQ(keys_of(entries), keys_of(real_answer("generic-transactionEntry-search.json")));
    EXPECT_EQ(keys_of(json("/api/generic/inventoryItem?max=2")["data"]),
              keys_of(real_answer("generic-inventoryItem.json")));
    auto inventory = top(transactions)["inventory"]["id"].get<std::string>();
    EXPECT_EQ(keys_of(json("/api/generic/inventory/" + inventory)["data"]),
              keys_of(real_answer("generic-inventory.json")));
}

TEST_F(Feeds, EveryStepMovesTheShipmentToTheTop)
{
    auto id = make_movement();
    auto expect_at_top = [&](const char* status) {
        EXPECT_EQ(top(shipments)["id"], shipment_of(id));
        EXPECT_EQ(top(shipments)["status"], status);
        make_movement();
        tick();
    };
    expect_at_top("PENDING");
    world().ship(id);
    expect_at_top("SHIPPED");
    world().receive(id, true);
    expect_at_top("PARTIALLY_RECEIVED");
    world().receive(id);
    expect_at_top("RECEIVED");
    world().roll_back(id);
    expect_at_top("PARTIALLY_RECEIVED");
    world().roll_back(id);
    expect_at_top("SHIPPED");
    world().roll_back(id);
    expect_at_top("PENDING");
}

TEST_F(Feeds, SendingIsATransactionOfType9OfTheOrigin)
{
    auto id = make_movement();
    world().ship(id);
    auto row = top(transactions);
    EXPECT_EQ(row["transactionType"]["id"], "9");
    EXPECT_EQ(row["outgoingShipment"]["id"], shipment_of(id));
    EXPECT_EQ(row["incomingShipment"], nullptr);
    EXPECT_EQ(row["receipt"], nullptr);
    EXPECT_EQ(row["requisition"]["id"], id);
    EXPECT_EQ(row["destination"]["id"], "2");
    EXPECT_EQ(row["inventory"]["id"], world().facilities.get("1").inventory_id);
}

TEST_F(Feeds, EachReceiptIsATransactionOfType8OfTheDestination)
{
    auto id = make_movement();
    world().ship(id);
    tick();
    world().receive(id, true);
    tick();
    world().receive(id);
    auto rows = json(transactions)["data"];
    ASSERT_EQ(rows.size(), 3);
    for (const auto& row : {rows[0], rows[1]}) {
        EXPECT_EQ(row["transactionType"]["id"], "8");
        EXPECT_EQ(row["incomingShipment"]["id"], shipment_of(id));
        EXPECT_EQ(row["outgoingShipment"], nullptr);
        EXPECT_EQ(row["requisition"]["id"], id);
        EXPECT_EQ(row["source"]["id"], "1");
        EXPECT_EQ(row["inventory"]["id"], world().facilities.get("2").inventory_id);
    }
    EXPECT_NE(rows[0]["receipt"], rows[1]["receipt"]);
    EXPECT_EQ(world().quantity_on_hand("2", product_), 8);
}

TEST_F(Feeds, MovementWithoutRequisitionHasNoneInItsTransactions)
{
    auto id = make_movement(true);
    world().ship(id);
    EXPECT_EQ(top(transactions)["requisition"], nullptr);
    EXPECT_EQ(top(transactions)["outgoingShipment"]["id"], id);
}

TEST_F(Feeds, MovementWithoutLinesIsATransactionToo)
{
    world().ship(SimulatorTest::make_movement());
    EXPECT_EQ(top(transactions)["transactionType"]["id"], "9");
    EXPECT_EQ(top(transactions)["transactionEntries"], Json::array());
}

TEST_F(Feeds, RollbackDeletesItsTransactionAndSendingAgainMakesAnother)
{
    auto id = make_movement();
    world().ship(id);
    auto first = top(transactions)["id"];
    world().roll_back(id);
    EXPECT_TRUE(json(transactions)["data"].empty());
    EXPECT_EQ(world().quantity_on_hand("1", product_), 0);
    tick();
    world().ship(id);
    EXPECT_EQ(json(transactions)["data"].size(), 1);
    EXPECT_NE(top(transactions)["id"], first);
}

TEST_F(Feeds, RollbackOfTheLastReceiptLeavesThePartialOne)
{
    auto id = make_movement();
    world().ship(id);
    tick();
    world().receive(id, true);
    auto partial = top(transactions)["id"];
    tick();
    world().receive(id);
    world().roll_back(id);
    EXPECT_EQ(top(transactions)["id"], partial);
    EXPECT_EQ(world().quantity_on_hand("2", product_), 4);
    world().receive(id);
    EXPECT_EQ(world().quantity_on_hand("2", product_), 8);
    world().roll_back(id);
    world().roll_back(id);
    EXPECT_EQ(json(transactions)["data"].size(), 1) << "the sending";
    EXPECT_EQ(world().quantity_on_hand("2", product_), 0);
}

TEST_F(Feeds, ListsOfOrdersProductsAndMovementsSortByTheirLastChange)
{
    auto order = world().create_order({.origin = "3", .destination = "1", .name = "Gloves"});
    auto movement = make_movement();
    tick();
    world().create_order({.origin = "3", .destination = "1", .name = "Masks"});
    make_movement();
    world().create_product({.name = "Masks"});
    tick();
    world().place_order(order);
    world().update_product(product_, [](Product& product) { product.name = "Gauze roll"; });
    world().ship(movement);
    EXPECT_EQ(top("/api/purchaseOrders?sort=lastUpdated&order=desc&max=5")["id"], order);
    EXPECT_EQ(top("/api/products?sort=lastUpdated&order=desc&max=5")["id"], product_);
    EXPECT_EQ(top("/api/stockMovements?direction=OUTBOUND&origin=1&sort=lastUpdated&order=desc&max=5")["id"],
              movement);
}

TEST_F(Feeds, RowsFollowWhatTheyName)
{
    auto id = make_movement();
    EXPECT_EQ(top(shipments)["origin"]["name"], "Main depot");
    world().facilities.edit("1").name = "Central depot";
    EXPECT_EQ(top(shipments)["origin"]["name"], "Central depot");
    world().ship(id);
    EXPECT_EQ(top(shipments)["status"], "SHIPPED");
}

TEST_F(Feeds, GenericApiCanBeForbiddenOrMissing)
{
    openboxes_.options().generic_api = GenericApi::forbidden;
    auto refused = get(shipments);
    EXPECT_EQ(refused.status, 302);
    EXPECT_TRUE(refused.headers.get("Location").ends_with("/errors/handleForbidden"));
    openboxes_.options().generic_api = GenericApi::missing;
    EXPECT_EQ(get(transactions).status, 404);
    EXPECT_EQ(get("/api/products?max=1").status, 200);
}

TEST_F(Feeds, ControlApiSwitchesTheGenericApi)
{
    auto order = [this](const char* access) {
        test::Request request;
        request.method = "POST";
        test::set_target(request, "/simulator/generic");
        request.body = Json{{"access", access}}.dump();
        return openboxes_.handle(request).status;
    };
    EXPECT_EQ(order("missing"), 201);
    EXPECT_EQ(get(shipments).status, 404);
    EXPECT_EQ(order("available"), 201);
    EXPECT_EQ(get(shipments).status, 200);
    EXPECT_EQ(order("gone"), 400);
}

}  // namespace
}  // namespace webhookd::simulator
