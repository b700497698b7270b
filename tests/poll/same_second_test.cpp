// Rows with the same time have no order among each other: a page of known ones is no proof that no new one
// follows. Ordinary polls find it all the same.

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

using simulator::FaultKind;

class SameSecondTest : public PollerTest
{
  protected:
    void drop_held()
    {
        run([](SameSecondTest& t) -> asio::awaitable<void> {
            auto drop = [](store::Tables& tables) {
                auto stream = tables.streams.find("products").value();
                stream.hold.value().decision = store::StormHold::Decision::drop;
                tables.streams.put(stream, stream.scan_no);
            };
            co_await t.store_->write(drop);
        }(*this));
    }
};

TEST_F(SameSecondTest, ProductsBehindAPageOfKnownOnesAreCreated)
{
    settings_.storm_limit = 50;
    poll();
    const auto second = clock_.now() + 1s;
    for (int i = 0; i < 120; ++i)
        world().create_product({.created = second});
    poll();
    EXPECT_EQ(emitted().size(), 0U);
    drop_held();
    poll();
    for (int i = 0; i < 10; ++i)
        world().create_product({.created = second});
    poll();
    EXPECT_EQ(emitted().size(), 10U);
}

TEST_F(SameSecondTest, OnceTheSecondIsLongOverOnePageIsEnough)  // P6
{
    const auto second = clock_.now();
    for (int i = 0; i < 300; ++i)
        world().create_product({.created = second});
    poll(0s);
    poll(31min);
    const auto before = openboxes().count("/api/products");
    poll();
    EXPECT_EQ(openboxes().count("/api/products") - before, 1U);
}

TEST_F(SameSecondTest, OrdersBehindAPageOfKnownOnesAreApproved)
{
    for (int i = 0; i < 60; ++i)
        world().place_order(an_order());
    poll(0s);
    poll_twice();
    const auto updated = world().orders.rows().front().updated;
    const auto order = an_order();
    world().place_order(order);
    world().orders.edit(order).updated = updated;
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"purchaseOrder.approved", order}}));
}

TEST_F(SameSecondTest, AfterAnApprovalOnePageOfOrdersIsEnough)  // P6
{
    std::string order;
    for (int i = 0; i < 120; ++i)
        order = an_order();
    poll(0s);
    poll_twice();
    world().place_order(order);
    poll_twice();
    const auto before = openboxes().count("/api/purchaseOrders");
    poll();
    EXPECT_EQ(openboxes().count("/api/purchaseOrders") - before, 1U);
}

TEST_F(SameSecondTest, TransactionsBehindAPageOfKnownOnesAreTold)  // way B
{
    openboxes().inject({.kind = FaultKind::not_found, .path = "/api/reports/*", .times = 0});
    const auto product = world().create_product();
    const auto adjust = [&] {
        return world().adjust_stock({.facility = depot_, .product = product, .quantity = -1});
    };
    poll();
    for (int i = 0; i < 60; ++i)
        adjust();
    poll();
    const auto second = world().transactions.rows().front().created;
    EXPECT_EQ(emitted().size(), 60U);
    world().transactions.edit(adjust()).created = second;
    poll();
    EXPECT_EQ(emitted().size(), 61U);
}

}  // namespace
}  // namespace webhookd::poll
