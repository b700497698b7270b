// Which deliveries are handed out when, and how each ends or begins again (P1, P3, P4).

#include "webhookd/store/delivery_table.hpp"

#include <vector>

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

using Ids = std::vector<std::int64_t>;

struct DeliveryTableTest : TablesTest
{
    Ids due(Timestamp now, int limit = 100, const std::vector<InFlight>& in_flight = {})
    {
        Ids ids;
        for (const auto& delivery : tables_->deliveries.due(erp, now, limit, in_flight))
            ids.push_back(delivery.id);
        return ids;
    }

    std::int64_t erp = tables_->subscribers.ensure("erp");
    std::int64_t crm = tables_->subscribers.ensure("crm");
    DeliveryTable& table = tables_->deliveries;
};

}  // namespace

TEST_F(DeliveryTableTest, HandsOutEverythingThatAPostNeeds)
{
    const auto id = a_delivery("evt_1", erp);
    const auto delivery = table.due(erp, at(0), 1, {}).at(0);
    EXPECT_EQ(delivery.id, id);
    EXPECT_EQ(delivery.event_id, "evt_1");
    EXPECT_EQ(delivery.type, "product.created");
    EXPECT_EQ(delivery.entity, "product:1");
    EXPECT_EQ(delivery.body, R"({"type":"test"})");
    EXPECT_EQ(delivery.attempts, 0);
}

TEST_F(DeliveryTableTest, HandsOutTheEarliestDueFirst)
{
    const auto late = a_delivery("evt_1", erp, Chain::none, "product:1", at(3));
    const auto early = a_delivery("evt_2", erp, Chain::none, "product:2", at(1));
    const auto tie = a_delivery("evt_3", erp, Chain::none, "product:3", at(1));
    const auto future = a_delivery("evt_4", erp, Chain::none, "product:4", at(9));
    a_delivery("evt_5", crm);
    EXPECT_EQ(due(at(3)), (Ids{early, tie, late}));
    EXPECT_EQ(due(at(3), 2), (Ids{early, tie}));
    EXPECT_EQ(due(at(9)), (Ids{early, tie, late, future}));
}

TEST_F(DeliveryTableTest, LeavesOutWhatIsInFlight)
{
    const auto first = a_delivery("evt_1", erp, Chain::none);
    const auto second = a_delivery("evt_2", erp, Chain::none);
    EXPECT_EQ(due(at(0), 1, {{first, {}}}), Ids{second});
    EXPECT_EQ(due(at(0), 1, {{second, {}}, {first, {}}}), Ids{});
}

TEST_F(DeliveryTableTest, LeavesOutWhatIsOfAChainInFlight)  // P4
{
    const auto shipped = a_delivery("evt_1", erp);
    table.mark_delivered(shipped, at(0), at(0));
    const auto received = a_delivery("evt_2", erp);
    const std::vector<InFlight> in_flight{
        {.id = received, .chain = table.due(erp, at(0), 1, {}).at(0).chain}};
    table.requeue(shipped, at(0));
    EXPECT_EQ(due(at(0), 1, in_flight), Ids{});
    EXPECT_EQ(table.next_due_at(erp, in_flight), std::nullopt);
    EXPECT_EQ(due(at(0)), Ids{shipped});
}

TEST_F(DeliveryTableTest, KnowsWhenTheNextIsDue)
{
    EXPECT_EQ(table.next_due_at(erp, {}), std::nullopt);
    const auto first = a_delivery("evt_1", erp, Chain::none, "product:1", at(1));
    a_delivery("evt_2", erp, Chain::none, "product:2", at(2));
    EXPECT_EQ(table.next_due_at(erp, {}), at(1));
    EXPECT_EQ(table.next_due_at(erp, {{first, {}}}), at(2));
    table.mark_retry(first, 1, at(9), "timeout");
    EXPECT_EQ(table.next_due_at(erp, {}), at(2));
}

TEST_F(DeliveryTableTest, QueuesAnEventOnceForASubscriber)
{
    const auto id = a_delivery("evt_1", erp);
    const auto seq = table.find(id)->event_seq;
    EXPECT_THROW(table.add(seq, erp, at(0)), sqlite::Error);
    table.add(seq, crm, at(0));
    EXPECT_NE(delivery_of("evt_1", crm), 0);
}

TEST_F(DeliveryTableTest, RemembersWhyAndWhenItIsTriedAgain)
{
    const auto id = a_delivery("evt_1", erp);
    table.mark_retry(id, 2, at(5), "503");
    const auto record = table.find(id).value();
    EXPECT_EQ(record.state, DeliveryState::pending);
    EXPECT_EQ(record.attempts, 2);
    EXPECT_EQ(record.next_attempt_at, at(5));
    EXPECT_EQ(record.finished_at, std::nullopt);
    EXPECT_EQ(record.last_error, "503");
    EXPECT_EQ(record.subscriber, "erp");
    EXPECT_EQ(record.created_at, at(0));
    EXPECT_EQ(due(at(4)), Ids{});
    EXPECT_EQ(table.due(erp, at(5), 1, {}).at(0).attempts, 2);
}

TEST_F(DeliveryTableTest, FinishesOnce)
{
    const auto id = a_delivery("evt_1", erp);
    table.mark_delivered(id, at(1), at(1));
    table.mark_dead(id, at(2), "too late");
    table.mark_retry(id, 9, at(3), "too late");
    const auto record = table.find(id).value();
    EXPECT_EQ(record.state, DeliveryState::delivered);
    EXPECT_EQ(record.finished_at, at(1));
    EXPECT_EQ(record.next_attempt_at, std::nullopt);
    EXPECT_EQ(record.attempts, 1);
    EXPECT_EQ(record.last_error, "");
}

TEST_F(DeliveryTableTest, KeepsADeadLetterWithItsReason)  // P1
{
    const auto id = a_delivery("evt_1", erp);
    table.mark_dead(id, at(1), "10 attempts failed");
    EXPECT_EQ(table.find(id)->last_error, "10 attempts failed");
    EXPECT_EQ(state_of(id), DeliveryState::dead);
    EXPECT_EQ(due(at(9)), Ids{});
}

TEST_F(DeliveryTableTest, SendsAFinishedDeliveryAgainUnderItsOldId)  // P1, P3
{
    const auto id = a_delivery("evt_1", erp);
    table.mark_retry(id, 4, at(1), "503");
    table.mark_dead(id, at(1), "given up");
    table.requeue(id, at(7));
    const auto delivery = table.due(erp, at(7), 1, {}).at(0);
    EXPECT_EQ(delivery.id, id);
    EXPECT_EQ(delivery.event_id, "evt_1");
    EXPECT_EQ(delivery.attempts, 0);
    EXPECT_EQ(table.find(id)->finished_at, std::nullopt);
}

TEST_F(DeliveryTableTest, HastensAnUnfinishedDelivery)
{
    const auto id = a_delivery("evt_1", erp);
    table.mark_retry(id, 4, at(60), "503");
    table.requeue(id, at(2));
    EXPECT_EQ(due(at(2)), Ids{id});
    EXPECT_EQ(table.find(id)->attempts, 0);
}

TEST_F(DeliveryTableTest, CountsABacklog)
{
    EXPECT_EQ(table.backlog(erp).pending, 0);
    EXPECT_EQ(table.backlog(erp).oldest_at, std::nullopt);
    const auto done = a_delivery("evt_1", erp, Chain::by_entity, "product:1", at(1));
    a_delivery("evt_2", erp, Chain::by_entity, "product:2", at(2));
    a_delivery("evt_3", erp, Chain::by_entity, "product:2", at(3));
    const auto dead = a_delivery("evt_4", erp, Chain::by_entity, "product:4", at(4));
    a_delivery("evt_5", crm);
    table.mark_delivered(done, at(5), at(5));
    table.mark_dead(dead, at(5), "410");
    EXPECT_EQ(table.backlog(erp).pending, 2);
    EXPECT_EQ(table.backlog(erp).dead, 1);
    EXPECT_EQ(table.backlog(erp).oldest_at, at(2));
}

TEST_F(DeliveryTableTest, KnowsWhetherAnythingButOperationalEventsIsUnfinished)
{
    auto& table = tables_->deliveries;
    const auto erp = tables_->subscribers.ensure("erp");
    const auto held = an_event("evt_held", "subscriber:crm", "webhookd.subscriberHeld");
    table.add(tables_->events.add(held, "webhookd", at(0)).value(), erp, at(0));
    EXPECT_FALSE(table.has_unfinished_changes(erp));
    const auto change = a_delivery("evt_1", erp);
    EXPECT_TRUE(table.has_unfinished_changes(erp));
    table.mark_delivered(change, at(1), at(1));
    EXPECT_FALSE(table.has_unfinished_changes(erp));
}

}  // namespace webhookd::store
