// One poll after another against a simulated OpenBoxes: what becomes an event and what never does (P1, P2,
// P3).

#include <algorithm>

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

TEST_F(PollerTest, FirstScanOfEveryStreamIsSilent)  // P2, F-20
{
    world().create_product();
    world().ship(a_movement());
    world().place_order(an_order());
    world().adjust_stock({.facility = depot_, .product = world().create_product(), .quantity = -5});
    poll();
    EXPECT_EQ(emitted(), Emitted{});
    for (const auto& stream : store_->read().streams.all())
        EXPECT_TRUE(stream.baselined_at) << stream.name;
}

TEST_F(PollerTest, EachOfTheFiveChangesIsEmittedOnce)  // P1
{
    const auto product = world().create_product();
    const auto movement = a_movement();
    const auto order = an_order();
    poll();

    const auto created = world().create_product();
    world().ship(movement);
    world().place_order(order);
    const auto transaction = world().adjust_stock({.facility = depot_, .product = product, .quantity = -5});
    const auto adjusted = world().transactions.get(transaction).number + ":" + product;
    poll_twice();
    world().receive(movement);
    poll_twice();

    auto all = emitted();
    std::ranges::sort(all);
    EXPECT_EQ(all, (Emitted{{"inventory.adjusted", adjusted},
                            {"product.created", created},
                            {"purchaseOrder.approved", order},
                            {"stockMovement.received", movement},
                            {"stockMovement.shipped", movement}}));
}

TEST_F(PollerTest, MovementSeenFromBothEndsIsOneEvent)  // P2
{
    const auto movement = a_movement();
    poll();
    world().ship(movement);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}}));
}

TEST_F(PollerTest, ShippedIsInferredWhenOnlyReceivedWasSeen)  // F-29
{
    const auto movement = a_movement();
    poll();
    world().ship(movement);
    world().receive(movement);
    poll_twice();
    EXPECT_EQ(emitted(),
              (Emitted{{"stockMovement.shipped", movement}, {"stockMovement.received", movement}}));
}

TEST_F(PollerTest, MovementBornAndShippedBetweenTwoPollsIsShippedOnce)  // F-30
{
    poll();
    const auto movement = a_movement();
    world().ship(movement);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}}));
    EXPECT_TRUE(last_body()["data"]["previous"].is_null());
}

TEST_F(PollerTest, ShippingAgainAfterARollbackIsASecondOccurrence)  // F-28
{
    const auto movement = a_movement();
    poll();
    world().ship(movement);
    poll_twice();
    const auto first = events().at(0).event.id;
    world().roll_back(movement);
    poll_twice();
    world().ship(movement);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}, {"stockMovement.shipped", movement}}));
    EXPECT_EQ(last_body()["data"]["occurrence"], 2);
    EXPECT_NE(events().at(0).event.id, first);
}

TEST_F(PollerTest, ReapprovalAfterARollbackFiresAgain)
{
    const auto order = an_order();
    poll();
    world().place_order(order);
    poll_twice();
    world().roll_back_order(order);
    poll_twice();
    world().place_order(order);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"purchaseOrder.approved", order}, {"purchaseOrder.approved", order}}));
}

TEST_F(PollerTest, ChangeWithinTheSameSecondIsDetected)  // F-14
{
    const auto order = an_order();
    poll();
    world().place_order(order);
    poll(0s);
    EXPECT_EQ(emitted(), (Emitted{{"purchaseOrder.approved", order}}));
}

TEST_F(PollerTest, OldProductThatTheBaselineMissedIsNotCreated)  // F-22
{
    world().create_product();
    poll();
    world().create_product({.created = clock_.now() - 48h});
    poll();
    EXPECT_EQ(emitted(), Emitted{});
}

TEST_F(PollerTest, ProductThatCameBackIsNotCreatedAgain)  // F-23
{
    poll();
    const auto id = world().create_product({.created = clock_.now()});
    poll();
    auto product = world().products.get(id);
    world().delete_product(id);
    poll();
    world().create_product(product);
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"product.created", id}}));
}

TEST_F(PollerTest, RestartWithOtherIntervalsKeepsTheSnapshot)  // F-18
{
    poll();
    const auto product = world().create_product();
    settings_.polling.products = 5min;
    start();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}}));
}

TEST_F(PollerTest, ChangedScopeIsBaselinedSilentlyAgain)  // F-12, F-24, F-27
{
    const auto order = an_order();
    poll();
    run([](store::Store& store) -> asio::awaitable<void> {
        auto record = *store.read().streams.find("purchase-orders");
        record.scope = "projection of an older version";
        co_await store.write(
            [record](store::Tables& tables) { return tables.streams.put(record, record.scan_no); });
    }(*store_));
    world().place_order(order);
    poll();
    EXPECT_EQ(emitted(), Emitted{}) << "what the old projection would have said is unknown";
    world().roll_back_order(order);
    poll_twice();
    world().place_order(order);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"purchaseOrder.approved", order}}));
}

TEST_F(PollerTest, ErrorPageThenGoodPageIsNoChange)  // F-32, F-10, F-7
{
    for (int i = 0; i < 3; ++i)
        world().create_product();
    poll();
    for (const auto kind : {simulator::FaultKind::login_page, simulator::FaultKind::error_as_data,
                            simulator::FaultKind::truncated, simulator::FaultKind::bad_json}) {
        openboxes().inject({.kind = kind, .path = "/api/products*", .times = 1});
        poll();
        poll();
    }
    EXPECT_EQ(emitted(), Emitted{});
}

TEST_F(PollerTest, EmptyListWhereManyAreKnownIsNotBelieved)  // F-9
{
    for (int i = 0; i < 30; ++i)
        world().create_product();
    poll();
    openboxes().inject({.kind = simulator::FaultKind::empty_list, .path = "/api/products*", .times = 0});
    clock_.advance(25h);
    poll();
    EXPECT_EQ(last_poll("products").outcome, store::PollOutcome::held);
    openboxes().faults().clear();
    poll();
    EXPECT_EQ(emitted(), Emitted{});
}

TEST_F(PollerTest, RestoredBackupRepeatsTheIds)  // P3, F-25
{
    poll();
    start();
    std::filesystem::copy_file(directory_ / "state.db", directory_ / "backup.db");
    world().create_product();
    poll();
    const auto id = events().at(0).event.id;

    poller_.reset();
    close_store();
    for (const auto* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(directory_ / ("state.db" + std::string(suffix)));
    std::filesystem::rename(directory_ / "backup.db", directory_ / "state.db");
    poll();
    EXPECT_EQ(events().at(0).event.id, id);
}

TEST_F(PollerTest, EmitOnFirstRunTellsOfEverythingThatIsTrue)
{
    const auto product = world().create_product();
    settings_.emit_on_first_run = true;
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}}));
}

TEST_F(PollerTest, IdleRoundWithFiveFacilitiesCostsSeventeenRequests)  // P6
{
    for (int i = 0; i < 3; ++i)
        world().create_facility("Depot " + std::to_string(i));
    for (int i = 0; i < 20; ++i)
        world().create_product();
    for (int i = 0; i < 5; ++i)
        world().ship(a_movement());
    for (int i = 0; i < 5; ++i)
        an_order();
    poll();
    for (int round = 0; round < 4; ++round) {
        const auto facilities = openboxes().count("/api/locations");
        const auto before = openboxes().log().size();
        poll();
        const auto listed =
            openboxes().count("/api/locations") - facilities;  // not part of a round of the daemon
        EXPECT_LE(openboxes().log().size() - before - listed, 17U) << "round " << round;
    }
}

TEST_F(PollerTest, ListOfFacilitiesCountsTheRequestsItTook)
{
    poll(0s);
    EXPECT_EQ(last_poll("facilities").requests, 2) << "the login, too";
    openboxes().inject({.kind = simulator::FaultKind::bad_gateway, .path = "/api/locations*", .times = 2});
    poll();
    EXPECT_EQ(last_poll("facilities").requests, 3) << "with two that failed";
}

TEST_F(PollerTest, TotalThatLiesIsToldWithWhatWasListed)
{
    for (int i = 0; i < 5; ++i)
        world().create_product();
    openboxes().inject(
        {.kind = simulator::FaultKind::wrong_total, .path = "/api/products*", .times = 0, .amount = 7});
    poll(0s);
    const auto first = last_poll("products");
    EXPECT_TRUE(first.error.contains("it says that it holds 12 rows, and listed 5")) << first.error;
}

}  // namespace
}  // namespace webhookd::poll
