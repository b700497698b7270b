// What an event tells is the same whichever poll saw it, and does not lack what OpenBoxes adds a moment
// later.

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

class BodyTest : public PollerTest
{
  protected:
    Json object() { return last_body()["data"]["object"]; }
};

TEST_F(BodyTest, ApprovedOrderTellsItsTotal)
{
    const auto order = an_order();
    poll();
    world().place_order(order);
    poll();
    ASSERT_EQ(emitted(), (Emitted{{"purchaseOrder.approved", order}}));
    EXPECT_EQ(object()["total"], "1200.00 USD");
    for (const auto* key : {"dateOrdered", "createdBy", "orderItemsCount", "receivedItemsCount"})
        EXPECT_FALSE(object()[key].is_null()) << key;
}

TEST_F(BodyTest, ProductWaitsForItsCode)
{
    poll();
    const auto product = world().create_product();
    const auto code = std::exchange(world().products.edit(product).code, "");
    poll(1s);
    EXPECT_EQ(emitted(), Emitted{});
    world().products.edit(product).code = code;
    poll(10s);
    EXPECT_EQ(object()["productCode"], code);
}

TEST_F(BodyTest, ProductWithoutACodeIsToldAfterTheWait)  // P1
{
    poll();
    const auto product = world().create_product();
    world().products.edit(product).code.clear();
    poll(1s);
    poll(29s);
    EXPECT_EQ(emitted(), Emitted{});
    poll(2s);
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}}));
    EXPECT_TRUE(object()["productCode"].is_null());
}

TEST_F(BodyTest, NobodyHasToWait)  // detection.identifier_wait: 0s
{
    settings_.identifier_wait = 0s;
    poll();
    const auto product = world().create_product();
    world().products.edit(product).code.clear();
    poll(1s);
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}}));
}

TEST_F(BodyTest, OrderWaitsForItsNumber)
{
    poll();
    const auto order = an_order();
    const auto number = std::exchange(world().orders.edit(order).number, "");
    world().place_order(order);
    poll(1s);
    poll(1s);
    EXPECT_EQ(emitted(), Emitted{});
    world().orders.edit(order).number = number;
    poll(1s);
    poll(1s);
    EXPECT_EQ(object()["orderNumber"], number);
}

}  // namespace
}  // namespace webhookd::poll
