// The lists that see every facility at once (openboxes-api.md 4.9).
#include "webhookd/openboxes/feed.hpp"

#include "openboxes/source_fixture.hpp"

namespace webhookd::openboxes {
namespace {

class Feeds : public SourceTest
{
  protected:
    void SetUp() override
    {
        SourceTest::SetUp();
        depot_ = world().create_facility("Main depot");
        clinic_ = world().create_facility("Clinic");
    }

    std::string a_movement() { return world().create_movement({.origin = depot_, .destination = clinic_}); }

    std::vector<FeedItem> read(Feed& feed)
    {
        clock_.advance(std::chrono::seconds(1));
        const auto page = await(feed.read());
        EXPECT_EQ(kind_of(page), "ok");
        return page ? page->items : std::vector<FeedItem>();
    }

    std::string depot_, clinic_;
};

TEST_F(Feeds, TransactionsNameTheMovementOfAShipment)
{
    Feed transactions(client(), FeedKind::transactions, {"3"});
    Feed shipments(client(), FeedKind::shipments, {"3"});
    const auto earlier = a_movement();
    world().ship(earlier);
    read(transactions);
    read(shipments);

    const auto movement = a_movement();
    world().ship(movement);
    const auto made = read(transactions);
    const auto changed = read(shipments);
    ASSERT_EQ(made.size(), 1U);
    ASSERT_EQ(changed.size(), 1U);
    EXPECT_EQ(made.front().movement, movement);
    EXPECT_EQ(made.front().status, core::ShipmentStatus::shipped);
    EXPECT_EQ(made.front().shipment, changed.front().shipment);
    EXPECT_FALSE(made.front().shipment.empty());
}

TEST_F(Feeds, FirstRowOfAnEmptyListIsNews)
{
    Feed feed(client(), FeedKind::shipments, {"3"});
    EXPECT_TRUE(read(feed).empty());
    Feed restarted(client(), FeedKind::shipments, {"3"});
    restarted.remember(FeedMemory::from_json(feed.memory().to_json()).value());
    world().ship(a_movement());
    EXPECT_EQ(read(feed).size(), 1U);
    EXPECT_EQ(read(restarted).size(), 1U);
}

TEST_F(Feeds, TransactionsTellWhenTheyWereStored)
{
    Feed feed(client(), FeedKind::transactions, {"3"});
    read(feed);
    const auto now = clock_.now();
    world().ship(a_movement());
    const auto items = read(feed);
    ASSERT_EQ(items.size(), 1U);
    ASSERT_TRUE(items[0].changed_at);
    EXPECT_LT(std::chrono::abs(*items[0].changed_at - now), std::chrono::seconds(1));
}

TEST_F(Feeds, ReceiptMayBeTheWholeOne)
{
    Feed transactions(client(), FeedKind::transactions, {"3"});
    const auto movement = a_movement();
    world().ship(movement);
    read(transactions);
    world().receive(movement);
    const auto made = read(transactions);
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made.front().status, core::ShipmentStatus::received);
    EXPECT_EQ(made.front().destination, clinic_);
}

}  // namespace
}  // namespace webhookd::openboxes
