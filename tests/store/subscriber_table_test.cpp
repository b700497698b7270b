// Subscribers keep their ids for ever, and their lanes' state.

#include "webhookd/store/subscriber_table.hpp"

#include "store/tables_test.hpp"

namespace webhookd::store {

using SubscriberTableTest = TablesTest;

TEST_F(SubscriberTableTest, GivesANameTheSameIdForEver)
{
    const auto erp = tables_->subscribers.ensure("erp");
    const auto crm = tables_->subscribers.ensure("crm");
    EXPECT_NE(erp, crm);
    EXPECT_EQ(tables_->subscribers.ensure("erp"), erp);
}

TEST_F(SubscriberTableTest, KeepsSubscribersThatLeftTheConfiguration)
{
    const auto erp = tables_->subscribers.ensure("erp");
    const auto crm = tables_->subscribers.ensure("crm");
    tables_->subscribers.keep_only({crm}, at(1));
    EXPECT_FALSE(tables_->subscribers.find("erp")->configured);
    EXPECT_TRUE(tables_->subscribers.find("crm")->configured);
    EXPECT_EQ(tables_->subscribers.ensure("erp"), erp);
    EXPECT_TRUE(tables_->subscribers.find("erp")->configured);
    EXPECT_EQ(tables_->subscribers.all().size(), 2U);
}

TEST_F(SubscriberTableTest, ReservesANameWithoutConfiguringIt)
{
    const auto erp = tables_->subscribers.ensure("erp");
    const auto crm = tables_->subscribers.reserve("crm");
    EXPECT_FALSE(tables_->subscribers.find("crm")->configured);
    EXPECT_EQ(tables_->subscribers.ensure("crm"), crm);
    EXPECT_EQ(tables_->subscribers.reserve("erp"), erp);
    EXPECT_TRUE(tables_->subscribers.find("erp")->configured);
}

TEST_F(SubscriberTableTest, RemembersTheStateOfALane)
{
    SubscriberRecord record;
    record.id = tables_->subscribers.ensure("erp");
    record.state = LaneState::held;
    record.reason = "410 Gone";
    record.state_since = at(2);
    record.failing_since = at(1);
    record.last_success_at = at(0);
    tables_->subscribers.put_lane(record);
    const auto found = tables_->subscribers.find("erp").value();
    EXPECT_EQ(found.state, LaneState::held);
    EXPECT_EQ(found.reason, "410 Gone");
    EXPECT_EQ(found.state_since, at(2));
    EXPECT_EQ(found.failing_since, at(1));
    EXPECT_EQ(found.last_success_at, at(0));
}

TEST_F(SubscriberTableTest, FindsNoSubscriberThatWasNeverConfigured)
{
    EXPECT_FALSE(tables_->subscribers.find("erp"));
}

}  // namespace webhookd::store
