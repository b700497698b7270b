// The commands that ask the server: `check --online` and `poll --dry-run`, against a simulated OpenBoxes.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "simulator/simulated_openboxes.hpp"
#include "support/io_thread.hpp"
#include "support/program.hpp"

namespace webhookd::test {
namespace {

using simulator::Role;
using simulator::SimulatedOpenBoxes;

class Online : public testing::Test
{
  protected:
    Finished ask(SimulatedOpenBoxes& openboxes, std::vector<std::string> arguments)
    {
        const auto yaml = fmt::format(
            "openboxes: {{url: '{}', username: svc, password: '{}', requests_per_minute: 600}}\n"
            "store: {{path: state.db}}\n"
            "subscribers: []\n"
            "{}",
            openboxes.url(), password, events);
        arguments.insert(arguments.end(), {"--config", folder.write("webhooks.yaml", yaml)});
        return run(arguments);
    }

    /// Runs the program with `arguments` against a server with two depots and a user of this role.
    Finished ask(simulator::Options options, Role role, std::vector<std::string> arguments)
    {
        OnThread<SimulatedOpenBoxes> openboxes(std::move(options));
        openboxes.call([role](SimulatedOpenBoxes& o) {
            o.world().create_facility("Main depot");
            o.world().create_facility("Second depot");
            o.world().create_user("svc", "secret", role);
        });
        // Only url() is used off the thread, and it does not change.
        return ask(openboxes.call([](SimulatedOpenBoxes& o) { return std::ref(o); }), std::move(arguments));
    }

    TempDir folder;
    std::string password = "secret";
    std::string events;  ///< the section
};

TEST_F(Online, ServerThatOffersEverythingIsComplete)
{
    const auto checked = ask({}, Role::browser, {"check", "--online", "--json"});
    EXPECT_EQ(checked.status, 0) << checked;
    EXPECT_EQ(checked.json()["online"]["complete"], true);
}

TEST_F(Online, FacilitiesAreCountedForTheBudget)
{
    const auto budget = ask({}, Role::browser, {"check", "--online", "--json"}).json()["budget"];
    EXPECT_EQ(budget["facilities"], 2);
    EXPECT_EQ(budget["needed_per_minute"], 0) << "auto takes what there is";
}

TEST_F(Online, AccountThatMayNotReadTheFeedsIsTold)
{
    for (const auto access : {simulator::GenericApi::forbidden, simulator::GenericApi::missing}) {
        const auto checked = ask({.generic_api = access}, Role::browser, {"check", "--online"});
        EXPECT_EQ(checked.status, 0) << checked;
        EXPECT_NE(checked.out.find("feeds: not available ("), std::string::npos) << checked;
        EXPECT_NE(checked.out.find("facilities are polled in turn"), std::string::npos) << checked;
        const auto* why = access == simulator::GenericApi::forbidden ? "role is too low" : "404";
        EXPECT_NE(checked.out.find(why), std::string::npos) << checked;
    }
}

TEST_F(Online, TheDelayIsThatOfTheFeedsThatAnswer)
{
    const auto with = ask({}, Role::browser, {"check", "--online", "--json"}).json();
    const auto without =
        ask({.generic_api = simulator::GenericApi::forbidden}, Role::browser, {"check", "--online", "--json"})
            .json();
    EXPECT_TRUE(with["online"]["feeds_note"].is_null());
    EXPECT_EQ(with["budget"]["feeds"], true);
    EXPECT_FALSE(without["online"]["feeds_note"].is_null());
    EXPECT_EQ(without["budget"]["feeds"], false);
}

TEST_F(Online, WrongPasswordFails)
{
    password = "guess";
    const auto checked = ask({}, Role::browser, {"check", "--online"});
    EXPECT_EQ(checked.status, 1) << checked;
    EXPECT_NE(checked.out.find("MISSING"), std::string::npos) << checked;
    EXPECT_EQ(checked.out.find("guess"), std::string::npos) << "a password never shows";
}

TEST_F(Online, RoleThatIsTooLowIsNamed)
{
    const auto checked = ask({}, Role::authenticated, {"check", "--online"});
    EXPECT_EQ(checked.status, 1) << checked;
    EXPECT_NE(checked.out.find("Browser"), std::string::npos) << checked;
}

TEST_F(Online, EndpointOfANewerVersionIsNamed)
{
    const auto checked = ask({.version = {0, 8, 18}}, Role::browser, {"check", "--online"});
    EXPECT_EQ(checked.status, 1) << checked;
    EXPECT_NE(checked.out.find("since 0.8.20"), std::string::npos) << checked;
}

TEST_F(Online, DryRunPollsAndWritesNothing)
{
    const auto polled = ask({}, Role::browser, {"poll", "--dry-run"});
    EXPECT_EQ(polled.status, 0) << polled;
    EXPECT_NE(polled.out.find("products"), std::string::npos) << polled;
    EXPECT_FALSE(std::filesystem::exists(folder / "state.db"));
}

TEST_F(Online, DryRunOfOneStreamLeavesTheOthers)
{
    const auto polled = ask({}, Role::browser, {"poll", "products", "--dry-run"});
    EXPECT_EQ(polled.status, 0) << polled;
    EXPECT_EQ(polled.out.find("purchase-orders"), std::string::npos) << polled;
}

TEST_F(Online, DryRunOfAnUnknownStreamFails)
{
    EXPECT_EQ(ask({}, Role::browser, {"poll", "nonsense", "--dry-run"}).status, 1);
}

TEST_F(Online, RulesAreTriedOnWhatThereIs)
{
    events =
        "events:\n"
        "  - product.created2\n";
    EXPECT_EQ(ask({}, Role::browser, {"rules", "try"}).status, 2);
    events =
        "events:\n"
        "  - purchaseOrder.created\n"
        "  - stock.low\n"
        "  - {type: product.dear, on: products, when: {pricePerUnit: {rises_above: 10}}}\n";
    OnThread<SimulatedOpenBoxes> openboxes(simulator::Options{});
    openboxes.call([](SimulatedOpenBoxes& o) {
        auto& world = o.world();
        const auto depot = world.create_facility("Main depot");
        world.create_user("svc", "secret", Role::browser);
        for (const auto* price : {"1.0", "9.0", "5.0", "11.0", "7.0"})
            world.create_product({.price = price});
        const auto gauze = world.create_product({.code = "GA10"});
        world.set_inventory_level({.facility = depot, .product = gauze, .reorder = 20});
        world.adjust_stock({.facility = depot, .product = gauze, .quantity = 30});
    });
    auto& server = openboxes.call([](SimulatedOpenBoxes& o) { return std::ref(o); }).get();
    const auto tried = ask(server, {"rules", "try", "--json"});
    ASSERT_EQ(tried.status, 0) << tried;
    const auto rules = tried.json()["rules"];
    ASSERT_EQ(rules.size(), 3U);
    EXPECT_EQ(rules[0]["type"], "purchaseOrder.created");
    EXPECT_EQ(rules[1]["couldBe"], 1);
    EXPECT_EQ(rules[1]["nearest"][0]["values"], Json({{"quantityOnHand", 30}, {"lowLevel", 20}}));
    EXPECT_EQ(rules[2]["rows"], 6);
    EXPECT_EQ(rules[2]["couldBe"], 5);
    ASSERT_EQ(rules[2]["nearest"].size(), 3U);
    EXPECT_EQ(rules[2]["nearest"][0]["values"]["pricePerUnit"], 9);
    EXPECT_EQ(rules[2]["nearest"][2]["values"]["pricePerUnit"], 5);

    const auto printed = ask(server, {"rules", "try"}).out;
    EXPECT_TRUE(
        printed.contains("purchaseOrder.created: appears\n  0 are there already; each new one is told"))
        << printed;
    EXPECT_TRUE(
        printed.contains("stock.low: quantityOnHand falls_below lowLevel\n"
                         "  could happen to 1 of 1; the nearest:\n"
                         "    GA10 "))
        << printed;
}

}  // namespace
}  // namespace webhookd::test
