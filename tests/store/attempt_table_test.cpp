// What is kept of each attempt, and how attempts are numbered.

#include "webhookd/store/delivery_table.hpp"

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

struct AttemptTableTest : TablesTest
{
    std::int64_t delivery = a_delivery("evt_1", tables_->subscribers.ensure("erp"));
};

}  // namespace

TEST_F(AttemptTableTest, KeepsEveryField)
{
    auto attempt = an_attempt(delivery, 3);
    attempt.answer = std::string("\xff\0binary", 8);
    attempt.probe = true;
    tables_->deliveries.add_attempt(attempt);
    const auto found = tables_->deliveries.attempts(delivery).at(0);
    EXPECT_EQ(found.delivery_id, delivery);
    EXPECT_EQ(found.number, 3);
    EXPECT_EQ(found.started_at, at(0));
    EXPECT_EQ(found.duration, core::Duration(12));
    EXPECT_EQ(found.outcome, "status");
    EXPECT_EQ(found.status, 503);
    EXPECT_EQ(found.detail, "503 Service Unavailable");
    EXPECT_EQ(found.answer, attempt.answer);
    EXPECT_TRUE(found.probe);
}

TEST_F(AttemptTableTest, KeepsAnAttemptWithoutAnAnswer)
{
    auto attempt = an_attempt(delivery);
    attempt.status.reset();
    attempt.answer.clear();
    tables_->deliveries.add_attempt(attempt);
    EXPECT_EQ(tables_->deliveries.attempts(delivery).at(0).status, std::nullopt);
    EXPECT_EQ(tables_->deliveries.attempts(delivery).at(0).answer, "");
}

TEST_F(AttemptTableTest, KeepsTwoKibibytesOfTheAnswer)
{
    auto attempt = an_attempt(delivery);
    attempt.answer = std::string(5000, 'x');
    tables_->deliveries.add_attempt(attempt);
    EXPECT_EQ(tables_->deliveries.attempts(delivery).at(0).answer, std::string(2048, 'x'));
}

TEST_F(AttemptTableTest, CountsOnWhenADeliveryIsRequeued)
{
    tables_->deliveries.add_attempt(an_attempt(delivery, 1));
    tables_->deliveries.mark_delivered(delivery, at(1), at(1));
    tables_->deliveries.requeue(delivery, at(2));
    tables_->deliveries.add_attempt(an_attempt(delivery, 1));
    const auto attempts = tables_->deliveries.attempts(delivery);
    ASSERT_EQ(attempts.size(), 2U);
    EXPECT_EQ(attempts[0].id, 1);
    EXPECT_EQ(attempts[1].id, 2);
    EXPECT_EQ(attempts[1].number, 1);
}

TEST_F(AttemptTableTest, BelongsToADelivery)
{
    EXPECT_THROW(tables_->deliveries.add_attempt(an_attempt(12345)), sqlite::Error);
}

}  // namespace webhookd::store
