// The order between deliveries of one entity (P4).

#include <vector>

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

using Ids = std::vector<std::int64_t>;

struct ChainTest : TablesTest
{
    Ids due(Timestamp now = at(1000))
    {
        Ids ids;
        for (const auto& delivery : table.due(erp, now, 100, {}))
            ids.push_back(delivery.id);
        return ids;
    }

    std::int64_t erp = tables_->subscribers.ensure("erp");
    std::int64_t crm = tables_->subscribers.ensure("crm");
    DeliveryTable& table = tables_->deliveries;
};

}  // namespace

TEST_F(ChainTest, ASuccessorWaitsUntilItsPredecessorIsDelivered)  // P4
{
    const auto shipped = a_delivery("evt_1", erp);
    const auto received = a_delivery("evt_2", erp);
    EXPECT_EQ(state_of(received), DeliveryState::waiting);
    EXPECT_EQ(due(), Ids{shipped});
    table.mark_delivered(shipped, at(1), at(1));
    EXPECT_EQ(due(), Ids{received});
}

TEST_F(ChainTest, DroppedDeliveryIsDeadWithoutAnotherAttemptAndReleasesItsSuccessor)  // P4
{
    const auto shipped = a_delivery("evt_1", erp);
    const auto received = a_delivery("evt_2", erp);
    table.mark_retry(shipped, 2, at(60), "answered 500");
    table.drop(shipped, at(1), "dropped by command");
    EXPECT_EQ(state_of(shipped), DeliveryState::dead);
    EXPECT_EQ(table.find(shipped)->attempts, 2);
    EXPECT_EQ(table.find(shipped)->last_error, "dropped by command");
    EXPECT_EQ(due(), Ids{received});
}

TEST_F(ChainTest, DroppedSuccessorLeavesTheOrderOfTheOthers)  // P4
{
    const auto first = a_delivery("evt_1", erp);
    const auto second = a_delivery("evt_2", erp);
    const auto third = a_delivery("evt_3", erp);
    table.drop(second, at(1), "dropped by command");
    EXPECT_EQ(due(), Ids{first});
    table.mark_delivered(first, at(2), at(2));
    EXPECT_EQ(due(), Ids{third});
}

TEST_F(ChainTest, SaysWhetherAnythingOfTheChainIsLeft)
{
    const auto replayed = a_delivery("evt_1", erp);
    table.mark_delivered(replayed, at(1), at(1));
    const auto in_flight = a_delivery("evt_2", erp);
    const auto last = a_delivery("evt_3", erp);
    table.requeue(replayed, at(2));
    EXPECT_TRUE(table.mark_delivered(in_flight, at(3), at(2)));  // held back: it comes again
    EXPECT_TRUE(table.mark_delivered(replayed, at(4), at(4)));   // releases a successor
    EXPECT_TRUE(table.mark_delivered(in_flight, at(5), at(5)));
    EXPECT_FALSE(table.mark_delivered(last, at(6), at(6)));
}

TEST_F(ChainTest, SaysThatNothingIsLeftWhereNothingIsChained)
{
    a_delivery("evt_1", erp, Chain::none);
    const auto sent = a_delivery("evt_2", erp, Chain::none);
    EXPECT_FALSE(table.mark_delivered(sent, at(1), at(1)));
}

TEST_F(ChainTest, SaysThatAPredecessorIsLeft)  // which could not be sent while this one was in flight
{
    const auto first = a_delivery("evt_1", erp, Chain::none);
    const auto in_flight = a_delivery("evt_2", erp, Chain::none);
    table.rechain(erp, Chain::by_entity);
    EXPECT_TRUE(table.mark_delivered(in_flight, at(1), at(0)));
    EXPECT_EQ(due(), Ids{first});
}

TEST_F(ChainTest, ADeadLetterReleasesItsSuccessor)  // P4
{
    const auto first = a_delivery("evt_1", erp);
    const auto second = a_delivery("evt_2", erp);
    table.mark_dead(first, at(1), "410");
    EXPECT_EQ(due(), Ids{second});
}

TEST_F(ChainTest, ARetryHoldsItsSuccessorBack)  // P4
{
    const auto first = a_delivery("evt_1", erp);
    a_delivery("evt_2", erp);
    table.mark_retry(first, 1, at(500), "timeout");
    EXPECT_EQ(due(at(400)), Ids{});
    EXPECT_EQ(table.next_due_at(erp, {}), at(500));
}

TEST_F(ChainTest, ReleasesOneAtATime)
{
    const auto first = a_delivery("evt_1", erp);
    const auto second = a_delivery("evt_2", erp);
    const auto third = a_delivery("evt_3", erp);
    table.mark_delivered(first, at(1), at(1));
    EXPECT_EQ(due(), Ids{second});
    EXPECT_EQ(state_of(third), DeliveryState::waiting);
}

TEST_F(ChainTest, OtherEntitiesAndOtherSubscribersDoNotWait)  // P4, P5
{
    const auto first = a_delivery("evt_1", erp, Chain::by_entity, "product:1");
    const auto other_entity = a_delivery("evt_2", erp, Chain::by_entity, "product:2");
    const auto other_subscriber = a_delivery("evt_3", crm, Chain::by_entity, "product:1");
    EXPECT_EQ(due(), (Ids{first, other_entity}));
    EXPECT_EQ(state_of(other_subscriber), DeliveryState::pending);
}

TEST_F(ChainTest, StrictOrderingIsOneChainForAllEntities)
{
    const auto first = a_delivery("evt_1", erp, Chain::whole_lane, "product:1");
    const auto second = a_delivery("evt_2", erp, Chain::whole_lane, "product:2");
    EXPECT_EQ(due(), Ids{first});
    table.mark_delivered(first, at(1), at(1));
    EXPECT_EQ(due(), Ids{second});
}

TEST_F(ChainTest, WithoutOrderingNothingWaits)
{
    const auto first = a_delivery("evt_1", erp, Chain::none);
    const auto second = a_delivery("evt_2", erp, Chain::none);
    EXPECT_EQ(due(), (Ids{first, second}));
}

TEST_F(ChainTest, AReleasedDeliveryKeepsItsPlaceInTheQueue)
{
    const auto first = a_delivery("evt_1", erp, Chain::by_entity, "product:1", at(1));
    const auto second = a_delivery("evt_2", erp, Chain::by_entity, "product:1", at(2));
    const auto younger = a_delivery("evt_3", erp, Chain::by_entity, "product:2", at(3));
    table.mark_delivered(first, at(9), at(9));
    EXPECT_EQ(due(), (Ids{second, younger}));
}

TEST_F(ChainTest, AReplayHoldsBackWhatIsPending)  // P4
{
    const auto old = a_delivery("evt_1", erp);
    table.mark_delivered(old, at(1), at(1));
    const auto current = a_delivery("evt_2", erp);
    const auto other = a_delivery("evt_3", erp, Chain::by_entity, "product:2");
    table.requeue(old, at(2));
    EXPECT_EQ(state_of(current), DeliveryState::waiting);
    EXPECT_EQ(state_of(other), DeliveryState::pending);
    table.mark_delivered(old, at(4), at(4));
    EXPECT_EQ(state_of(current), DeliveryState::pending);
}

TEST_F(ChainTest, WhatWasHeldBackWhileInFlightIsSentAgainInItsTurn)  // P4
{
    const auto old = a_delivery("evt_1", erp);
    table.mark_delivered(old, at(1), at(1));
    const auto in_flight = a_delivery("evt_2", erp);
    table.requeue(old, at(2));
    table.mark_delivered(in_flight, at(3), at(2));  // sent in the same millisecond
    EXPECT_EQ(state_of(in_flight), DeliveryState::waiting);
    table.mark_delivered(old, at(4), at(4));
    EXPECT_EQ(state_of(in_flight), DeliveryState::pending);
}

TEST_F(ChainTest, ReplaysOfOneEntityKeepTheirOrder)  // P4
{
    const auto shipped = a_delivery("evt_1", erp);
    const auto received = a_delivery("evt_2", erp);
    table.mark_dead(shipped, at(1), "410");
    table.mark_dead(received, at(1), "410");
    table.requeue(shipped, at(2));
    table.requeue(received, at(2));
    EXPECT_EQ(due(), Ids{shipped});
    table.mark_delivered(shipped, at(3), at(3));
    EXPECT_EQ(due(), Ids{received});
}

TEST_F(ChainTest, AnOldEventForANewSubscriberGoesFirst)  // P4
{
    const auto old = tables_->events.add(an_event("evt_1"), "products", at(0)).value();
    const auto young = a_delivery("evt_2", erp);
    table.add(old, erp, at(0));
    EXPECT_EQ(state_of(young), DeliveryState::waiting);
    EXPECT_EQ(due(), Ids{delivery_of("evt_1", erp)});
}

TEST_F(ChainTest, ANewOrderingRelinksWhatIsUnfinished)
{
    const auto first = a_delivery("evt_1", erp, Chain::by_entity, "product:1");
    const auto second = a_delivery("evt_2", erp, Chain::by_entity, "product:1");
    const auto other = a_delivery("evt_3", erp, Chain::by_entity, "product:2");
    table.rechain(erp, Chain::none);
    EXPECT_EQ(due(), (Ids{first, second, other}));
    table.rechain(erp, Chain::whole_lane);
    EXPECT_EQ(due(), Ids{first});
    table.rechain(erp, Chain::by_entity);
    EXPECT_EQ(due(), (Ids{first, other}));
}

TEST_F(ChainTest, ANewOrderingSendsNothingAgainThatWasInFlight)
{
    a_delivery("evt_1", erp, Chain::none, "product:1", at(0));
    const auto in_flight = a_delivery("evt_2", erp, Chain::none, "product:1", at(0));
    table.rechain(erp, Chain::by_entity);
    EXPECT_EQ(state_of(in_flight), DeliveryState::waiting);
    table.mark_delivered(in_flight, at(2), at(0));  // sent in the millisecond in which it was due
    EXPECT_EQ(state_of(in_flight), DeliveryState::delivered);
}

TEST_F(ChainTest, ANewDeliveryIsChainedAsTheStoreSays)  // P4: whoever queues it may not know of a reload yet
{
    table.rechain(erp, Chain::whole_lane);
    const auto first = a_delivery("evt_1", erp, Chain::whole_lane, "product:1");
    table.rechain(erp, Chain::by_entity);
    const auto seq = tables_->events.add(an_event("evt_2", "product:2"), "products", at(0)).value();
    table.add(seq, erp, at(0));
    EXPECT_EQ(due(), (Ids{first, delivery_of("evt_2", erp)}));
}

TEST_F(ChainTest, AReplayFollowsTheOrderingOfToday)
{
    table.rechain(erp, Chain::none);
    const auto first = a_delivery("evt_1", erp, Chain::none, "product:1");
    const auto second = a_delivery("evt_2", erp, Chain::none, "product:2");
    table.mark_delivered(first, at(1), at(1));
    table.mark_delivered(second, at(1), at(1));
    table.rechain(erp, Chain::whole_lane);
    table.requeue(first, at(2));
    table.requeue(second, at(2));
    EXPECT_EQ(due(), Ids{first});
}

}  // namespace webhookd::store
