// Retention (`store.retention`): old things go, undelivered work never does (P1).

#include <vector>

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

struct RetentionTest : TablesTest
{
    std::size_t events_left()
    {
        EventFilter all;
        all.limit = 1000;
        return tables_->events.list(all).size();
    }

    std::int64_t erp = tables_->subscribers.ensure("erp");
    std::int64_t crm = tables_->subscribers.ensure("crm");
    DeliveryTable& deliveries = tables_->deliveries;
};

}  // namespace

TEST_F(RetentionTest, RemovesADeliveredEventWithItsDeliveriesAndAttempts)
{
    const auto id = a_delivery("evt_1", erp);
    deliveries.add_attempt(an_attempt(id));
    deliveries.mark_delivered(id, at(1), at(1));
    EXPECT_EQ(tables_->events.remove_before(at(1), 10), 1);
    EXPECT_FALSE(tables_->events.find("evt_1"));
    EXPECT_FALSE(deliveries.find(id));
    EXPECT_TRUE(deliveries.attempts(id).empty());
}

TEST_F(RetentionTest, RemovesAnEventThatNobodyWanted)
{
    tables_->events.add(an_event("evt_1"), "products", at(0));
    EXPECT_EQ(tables_->events.remove_before(at(1), 10), 1);
}

TEST_F(RetentionTest, KeepsWhatIsYoungEnough)
{
    tables_->events.add(an_event("evt_1"), "products", at(1));
    EXPECT_EQ(tables_->events.remove_before(at(1), 10), 0);
}

TEST_F(RetentionTest, NeverRemovesAnEventThatSomebodyHasNotReceived)  // P1
{
    deliveries.mark_delivered(a_delivery("pending", erp, Chain::by_entity, "product:1"), at(1), at(1));
    const auto seq = tables_->events.find("pending")->seq;
    deliveries.add(seq, crm, at(0));
    a_delivery("waiting", crm, Chain::by_entity, "product:1");
    deliveries.mark_dead(a_delivery("dead", erp, Chain::by_entity, "product:2"), at(1), "410");
    EXPECT_EQ(tables_->events.remove_before(at(9), 10), 0);
    EXPECT_EQ(events_left(), 3U);
}

TEST_F(RetentionTest, TheSchemaItselfRefusesToDropAnUndeliveredEvent)  // P1
{
    a_delivery("evt_1", erp);
    EXPECT_THROW(tables_->database->execute("DELETE FROM event"), sqlite::Error);
}

TEST_F(RetentionTest, GoesOnBehindWhatItMustKeep)
{
    for (int i = 0; i < 5; ++i)
        a_delivery("kept_" + std::to_string(i), erp, Chain::none);
    for (int i = 0; i < 5; ++i) {
        tables_->events.add(an_event("old_" + std::to_string(i)), "products", at(i / 2));
        a_delivery("kept_too_" + std::to_string(i), erp, Chain::none, "product:1", at(i / 2));
    }
    EXPECT_EQ(tables_->events.remove_before(at(9), 2), 2);
    EXPECT_EQ(tables_->events.remove_before(at(9), 2), 2);
    EXPECT_EQ(tables_->events.remove_before(at(9), 2), 1);
    EXPECT_EQ(tables_->events.remove_before(at(9), 2), 0);
    EXPECT_EQ(events_left(), 10U);
}

TEST_F(RetentionTest, ComesBackForWhatWasDeliveredLater)
{
    const auto first = a_delivery("evt_1", erp, Chain::none);
    for (int i = 0; i < 2; ++i)
        tables_->events.add(an_event("old_" + std::to_string(i)), "products", at(1));
    EXPECT_EQ(tables_->events.remove_before(at(9), 2), 2);
    deliveries.mark_delivered(first, at(2), at(2));
    int removed = 0;
    for (int pass = 0; pass < 3; ++pass)
        removed += tables_->events.remove_before(at(9), 2);
    EXPECT_EQ(removed, 1);
}

TEST_F(RetentionTest, RemovesOldAttemptsOfFinishedDeliveriesOnly)
{
    const auto dead = a_delivery("evt_1", erp, Chain::none);
    const auto pending = a_delivery("evt_2", erp, Chain::none);
    for (int i = 1; i <= 3; ++i) {
        deliveries.add_attempt(an_attempt(dead, i));
        deliveries.add_attempt(an_attempt(pending, i));
    }
    deliveries.mark_dead(dead, at(5), "410");
    auto young = an_attempt(dead, 4);
    young.started_at = at(9);
    deliveries.add_attempt(young);
    EXPECT_EQ(deliveries.remove_attempts_before(at(9), 2), 2);
    EXPECT_EQ(deliveries.remove_attempts_before(at(9), 2), 1);
    EXPECT_EQ(deliveries.remove_attempts_before(at(9), 2), 0);
    EXPECT_EQ(deliveries.attempts(dead).size(), 1U);
    EXPECT_EQ(deliveries.attempts(pending).size(), 3U);
}

TEST_F(RetentionTest, RemovesAttemptsOfOldDeliveriesBesideYoungOnes)
{
    const auto old = a_delivery("evt_1", erp, Chain::none, "product:1", at(0));
    const auto young = a_delivery("evt_2", erp, Chain::none, "product:1", at(9));
    deliveries.add_attempt(an_attempt(old));
    auto attempt = an_attempt(young);
    attempt.started_at = at(9);
    deliveries.add_attempt(attempt);
    deliveries.mark_delivered(old, at(9), at(9));
    deliveries.mark_delivered(young, at(9), at(9));
    EXPECT_EQ(deliveries.remove_attempts_before(at(9), 10), 1);
    EXPECT_TRUE(deliveries.attempts(old).empty());
    EXPECT_EQ(deliveries.attempts(young).size(), 1U);
}

TEST_F(RetentionTest, KeepsWhatARemovedSubscriberIsOwedForAsLongAsEvents)  // P1
{
    a_delivery("evt_1", erp);
    tables_->subscribers.keep_only({crm}, at(5));
    EXPECT_EQ(deliveries.remove_owed_to_removed(at(5), 10), 0);
    EXPECT_EQ(deliveries.remove_owed_to_removed(at(6), 10), 1);
    EXPECT_EQ(deliveries.backlog(erp).pending, 0);
    EXPECT_EQ(tables_->events.remove_before(at(9), 10), 1);
}

TEST_F(RetentionTest, NeverTakesFromASubscriberThatIsThereOrIsBack)  // P1
{
    a_delivery("evt_1", erp);
    a_delivery("evt_2", crm);
    tables_->subscribers.keep_only({crm}, at(5));
    tables_->subscribers.ensure("erp");
    EXPECT_EQ(deliveries.remove_owed_to_removed(at(9), 10), 0);
}

TEST_F(RetentionTest, WhatIsLeftOfARemovedSubscribersQueueWaitsForNothingThatIsGone)  // P4
{
    const auto first = a_delivery("evt_1", erp);
    a_delivery("evt_2", erp);
    const auto dead = a_delivery("evt_3", erp, Chain::by_entity, "product:2");
    deliveries.add_attempt(an_attempt(dead));
    deliveries.mark_dead(dead, at(1), "410");
    tables_->subscribers.keep_only({crm}, at(5));
    EXPECT_EQ(deliveries.remove_owed_to_removed(at(6), 1), 1);
    ASSERT_EQ(deliveries.find(first)->state, DeliveryState::pending);
    EXPECT_EQ(deliveries.remove_owed_to_removed(at(6), 10), 2);
    EXPECT_FALSE(deliveries.find(dead));
    EXPECT_TRUE(deliveries.attempts(dead).empty());
}

}  // namespace webhookd::store
