// Events that a configuration asks for, from a simulated OpenBoxes to the state file: what each of them takes
// to be seen, and that one which is new, or was away, begins in silence.

#include "poll/poller_fixture.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::poll {
namespace {

using core::Crosses;
using core::EntityKind;
using core::EventType;

EventType ready_made(std::string_view name)
{
    return *core::find_ready_made(name);
}

EventType renamed()
{
    return {.type = "product.renamed",
            .about = EntityKind::product,
            .fires = "A product was renamed.",
            .causes = {{EntityKind::product, Crosses{{{.fields = {"name"}}}}}},
            .asked_for = true};
}

class AskedForTest : public PollerTest
{
  protected:
    /// A new life of the program, which asks for these.
    void ask_for(const std::vector<EventType>& types)
    {
        settings_.source.rulebook = core::Rulebook::built_in({}, types);
        start();
    }

    void rename(const std::string& product, const std::string& name)
    {
        world().update_product(product, [&](auto& changed) { changed.name = name; });
    }

    std::vector<std::string> types()
    {
        std::vector<std::string> all;
        for (const auto& [type, id] : emitted())
            all.push_back(type);
        return all;
    }
};

using Types = std::vector<std::string>;

TEST_F(AskedForTest, AChangedProductIsSeenByTheNextPollHoweverOldItIs)
{
    ask_for({renamed()});
    const auto gloves = world().create_product({.name = "Gloves"});
    for (int i = 0; i < 150; ++i)
        world().create_product();
    poll();
    EXPECT_EQ(types(), Types{});  // P2: the baseline is silent
    rename(gloves, "Mittens");
    poll();
    EXPECT_EQ(types(), Types{"product.renamed"});
    EXPECT_EQ(last_body()["data"]["object"]["name"], "Mittens");
    EXPECT_EQ(last_body()["data"]["previous"], Json({{"name", "Gloves"}}));
    EXPECT_EQ(last_poll("products").reach, "newest");
    EXPECT_EQ(last_poll("products").requests, 1);
    const auto id = events().at(0).event.id;
    rename(gloves, "Gloves");
    poll();
    EXPECT_EQ(types(), (Types{"product.renamed", "product.renamed"}));
    EXPECT_NE(events().at(0).event.id, id);  // P3
}

TEST_F(AskedForTest, OneThatIsNewOnAnOldStateFileIsSilentAboutWhatWasBefore)  // P2
{
    const auto gloves = world().create_product({.name = "Gloves"});
    ask_for({});
    poll();
    rename(gloves, "Mittens");
    ask_for({renamed()});
    rename(gloves, "Muffs");
    poll();
    EXPECT_EQ(types(), Types{});
    EXPECT_EQ(last_poll("products").reach, "full");
    rename(gloves, "Gloves");
    poll();
    world().create_product();
    poll();
    EXPECT_EQ(types(), (Types{"product.renamed", "product.created"}));
    EXPECT_EQ(last_poll("products").reach, "newest");
}

TEST_F(AskedForTest, OneThatWasAwayIsSilentAboutThatTime)  // P2
{
    const auto gloves = world().create_product({.name = "Gloves"});
    ask_for({renamed()});
    poll();
    rename(gloves, "Mittens");
    poll();
    ask_for({});
    poll();
    rename(gloves, "Muffs");
    poll();
    ask_for({renamed()});
    poll();
    EXPECT_EQ(types(), Types{"product.renamed"});
    rename(gloves, "Gloves");
    poll();
    EXPECT_EQ(types(), (Types{"product.renamed", "product.renamed"}));
    EXPECT_EQ(last_body()["data"]["occurrence"], 3);  // the silent one counts, as in a baseline
}

TEST_F(AskedForTest, OneThatIsAddedLeavesTheOthersAlone)
{
    const auto gloves = world().create_product({.name = "Gloves"});
    ask_for({renamed()});
    poll();
    rename(gloves, "Mittens");
    ask_for({renamed(), ready_made("product.updated")});
    poll();
    EXPECT_EQ(types(), Types{"product.renamed"});
    rename(gloves, "Gloves");
    poll();
    EXPECT_EQ(types(), (Types{"product.renamed", "product.renamed", "product.updated"}));
}

TEST_F(AskedForTest, ThePlainestOrderTellsItsWholeLife)
{
    ask_for({ready_made("purchaseOrder.created"), ready_made("purchaseOrder.shipped"),
             ready_made("purchaseOrder.received"), ready_made("purchaseOrder.reopened")});
    poll();
    const auto order = an_order();
    poll();
    world().place_order(order);
    poll();
    world().roll_back_order(order);
    poll_twice();
    world().place_order(order);
    poll();
    world().ship_order(order);
    poll_twice();
    world().receive_order(order);
    for (int i = 0; i < 10; ++i)
        poll();
    EXPECT_EQ(types(), (Types{"purchaseOrder.created", "purchaseOrder.approved", "purchaseOrder.reopened",
                              "purchaseOrder.approved", "purchaseOrder.shipped", "purchaseOrder.received"}));
}

TEST_F(AskedForTest, AShipmentThatIsTakenBackIsTold)
{
    ask_for({ready_made("stockMovement.rolledBack")});
    poll();
    const auto movement = a_movement();
    world().ship(movement);
    poll_twice();
    world().roll_back(movement);
    poll_twice();
    EXPECT_EQ(types(), (Types{"stockMovement.shipped", "stockMovement.rolledBack"}));
    EXPECT_EQ(last_body()["data"]["previous"], Json({{"status", "SHIPPED"}}));
}

TEST_F(AskedForTest, WhereKeepsOutWhatNobodyAskedFor)
{
    auto large = ready_made("purchaseOrder.created");
    large.type = "purchaseOrder.large";
    large.where = core::parse_where({{"object.totalValue", {{"gte", 10'000}}}}).value();
    auto any = large;
    any.type = "purchaseOrder.any";
    any.where = core::parse_where({{"object.totalValue", {{"gte", 0}}}}).value();
    ask_for({large, any});
    poll();
    an_order();
    poll();
    EXPECT_EQ(types(), Types{"purchaseOrder.any"});
}

TEST_F(AskedForTest, AnAdjustmentIsToldUnderAnotherNameBesideItsOwn)
{
    auto loss = ready_made("product.updated");
    loss.type = "stock.lost";
    loss.about = EntityKind::adjustment;
    loss.causes = {{EntityKind::adjustment, core::Appears{}}};
    loss.where = core::parse_where({{"object.quantityDifference", {{"lt", 0}}}}).value();
    ask_for({loss});
    const auto gauze = world().create_product();
    world().adjust_stock({.facility = depot_, .product = gauze, .quantity = 10});
    poll();
    world().adjust_stock({.facility = depot_, .product = gauze, .quantity = 15});
    world().adjust_stock({.facility = depot_, .product = gauze, .quantity = -7});
    poll();
    auto seen = types();
    std::ranges::sort(seen);
    EXPECT_EQ(seen, (Types{"inventory.adjusted", "inventory.adjusted", "stock.lost"}));
}

TEST_F(AskedForTest, StockThatFallsBelowItsLevelRunsOutAndComesBackIsTold)
{
    ask_for({ready_made("stock.low"), ready_made("stock.out"), ready_made("stock.back")});
    const auto gauze = world().create_product({.name = "Gauze"});
    world().set_inventory_level({.facility = depot_, .product = gauze, .minimum = 5, .reorder = 20});
    const auto adjust = [&](std::int64_t change) {
        world().adjust_stock({.facility = depot_, .product = gauze, .quantity = change});
        poll();
    };
    const auto told = [&] {
        auto all = types();
        std::erase(all, "inventory.adjusted");
        return all;
    };
    adjust(20);
    EXPECT_EQ(told(), Types{});
    adjust(-1);
    ASSERT_EQ(told(), Types{"stock.low"});
    auto low = events();
    std::erase_if(low, [](const auto& record) { return record.event.type != "stock.low"; });
    const auto data = Json::parse(low.at(0).event.body)["data"];
    EXPECT_EQ(data["id"], depot_ + ":" + gauze);
    EXPECT_EQ(data["object"]["quantityOnHand"], 19);
    EXPECT_EQ(data["object"]["lowLevel"], 20);
    EXPECT_EQ(data["object"]["facility"]["name"], "Main depot");
    EXPECT_EQ(data["previous"], Json({{"quantityOnHand", 20}}));
    adjust(-15);
    EXPECT_EQ(told(), Types{"stock.low"});
    adjust(-4);
    EXPECT_EQ(told(), (Types{"stock.low", "stock.out"}));
    adjust(30);
    adjust(-29);
    EXPECT_EQ(told(), (Types{"stock.low", "stock.out", "stock.back", "stock.low"}));
}

TEST_F(AskedForTest, StockIsNotPolledWhereNobodyAsks)
{
    ask_for({});
    poll();
    EXPECT_FALSE(store_->read().streams.find("stock/" + depot_));
}

}  // namespace
}  // namespace webhookd::poll
