// Deliveries as they are listed for people: order and filters.

#include "webhookd/store/delivery_table.hpp"

#include <vector>

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

using Ids = std::vector<std::int64_t>;

struct DeliveryListTest : TablesTest
{
    Ids ids(const DeliveryFilter& filter)
    {
        Ids found;
        for (const auto& delivery : tables_->deliveries.list(filter))
            found.push_back(delivery.id);
        return found;
    }

    std::int64_t erp = tables_->subscribers.ensure("erp");
    std::int64_t crm = tables_->subscribers.ensure("crm");
    std::int64_t delivered = a_delivery("evt_1", erp, Chain::by_entity, "product:1", at(1));
    std::int64_t dead = a_delivery("evt_2", erp, Chain::by_entity, "product:2", at(2));
    std::int64_t pending = a_delivery("evt_3", erp, Chain::by_entity, "product:3", at(3));
    std::int64_t waiting = a_delivery("evt_4", erp, Chain::by_entity, "product:3", at(4));
    std::int64_t other = a_delivery("evt_5", crm, Chain::by_entity, "product:5", at(5));

    void SetUp() override
    {
        tables_->deliveries.mark_delivered(delivered, at(6), at(6));
        tables_->deliveries.mark_dead(dead, at(6), "410");
    }
};

}  // namespace

TEST_F(DeliveryListTest, ShowsNewestFirst)
{
    EXPECT_EQ(ids({}), (Ids{other, waiting, pending, dead, delivered}));
    DeliveryFilter filter;
    filter.limit = 2;
    EXPECT_EQ(ids(filter), (Ids{other, waiting}));
}

TEST_F(DeliveryListTest, FiltersBySubscriber)
{
    DeliveryFilter filter;
    filter.subscriber = "crm";
    EXPECT_EQ(ids(filter), Ids{other});
    filter.subscriber = "unknown";
    EXPECT_EQ(ids(filter), Ids{});
}

TEST_F(DeliveryListTest, FiltersByState)
{
    const auto in = [this](DeliveryState state, const std::string& subscriber = "") {
        DeliveryFilter filter;
        filter.state = state;
        filter.subscriber = subscriber;
        return ids(filter);
    };
    EXPECT_EQ(in(DeliveryState::pending), (Ids{other, pending}));
    EXPECT_EQ(in(DeliveryState::pending, "erp"), Ids{pending});
    EXPECT_EQ(in(DeliveryState::waiting), Ids{waiting});
    EXPECT_EQ(in(DeliveryState::waiting, "erp"), Ids{waiting});
    EXPECT_EQ(in(DeliveryState::delivered, "erp"), Ids{delivered});
    EXPECT_EQ(in(DeliveryState::dead), Ids{dead});
    EXPECT_EQ(in(DeliveryState::dead, "erp"), Ids{dead});
    EXPECT_EQ(in(DeliveryState::dead, "crm"), Ids{});
}

TEST_F(DeliveryListTest, FiltersByEventTypeAndTime)
{
    DeliveryFilter filter;
    filter.event_id = "evt_3";
    EXPECT_EQ(ids(filter), Ids{pending});
    filter = {};
    filter.type = "product.updated";
    EXPECT_EQ(ids(filter), Ids{});
    filter = {};
    filter.since = at(2);
    filter.until = at(4);
    EXPECT_EQ(ids(filter), (Ids{pending, dead}));
    filter.since = at(9);
    filter.until.reset();
    EXPECT_EQ(ids(filter), Ids{});
    filter = {};
    filter.until = at(1);
    EXPECT_EQ(ids(filter), Ids{});
}

TEST_F(DeliveryListTest, FindsEventsFromBeforeTheClockWasSetBack)  // F-16
{
    const auto later_by_seq = a_delivery("evt_6", erp, Chain::by_entity, "product:6", at(2));
    DeliveryFilter filter;
    filter.since = at(2);
    filter.subscriber = "erp";
    EXPECT_EQ(ids(filter), (Ids{later_by_seq, waiting, pending, dead}));
}

TEST_F(DeliveryListTest, ShowsNoDueTimeForADeliveryThatWaits)
{
    EXPECT_EQ(tables_->deliveries.find(waiting)->next_attempt_at, std::nullopt);
    EXPECT_EQ(tables_->deliveries.find(pending)->next_attempt_at, at(3));
    EXPECT_FALSE(tables_->deliveries.find(12345));
}

}  // namespace webhookd::store
