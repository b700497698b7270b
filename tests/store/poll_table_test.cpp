// The sync log: written, filtered, removed in steps.

#include "webhookd/store/poll_table.hpp"

#include <vector>

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

PollRecord a_poll(const std::string& stream, int minute, PollOutcome outcome = PollOutcome::ok)
{
    PollRecord record;
    record.stream = stream;
    record.reach = "full";
    record.began_at = at(minute);
    record.ended_at = at(minute);
    record.outcome = outcome;
    return record;
}

struct PollTableTest : TablesTest
{
    std::vector<std::int64_t> ids(const PollFilter& filter)
    {
        std::vector<std::int64_t> found;
        for (const auto& record : tables_->polls.list(filter))
            found.push_back(record.id);
        return found;
    }
};

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_F(PollTableTest, KeepsEveryField)
{
    auto record = a_poll("products", 1, PollOutcome::failed);
    record.ended_at = at(2);
    record.requests = 3;
    record.rows = 4;
    record.changes = 5;
    record.events = 6;
    record.error = "timed out";
    tables_->polls.add(record);
    const auto found = tables_->polls.list({}).at(0);
    EXPECT_EQ(found.stream, "products");
    EXPECT_EQ(found.reach, "full");
    EXPECT_EQ(found.began_at, at(1));
    EXPECT_EQ(found.ended_at, at(2));
    EXPECT_EQ(found.outcome, PollOutcome::failed);
    EXPECT_EQ(found.requests, 3);
    EXPECT_EQ(found.rows, 4);
    EXPECT_EQ(found.changes, 5);
    EXPECT_EQ(found.events, 6);
    EXPECT_EQ(found.error, "timed out");
}

TEST_F(PollTableTest, FiltersByStreamOutcomeAndTime)
{
    tables_->polls.add(a_poll("inventory/1", 1));
    tables_->polls.add(a_poll("inventory/2", 2, PollOutcome::failed));
    tables_->polls.add(a_poll("products", 3, PollOutcome::failed));
    EXPECT_EQ(ids({}), (Ids{3, 2, 1}));
    PollFilter filter;
    filter.stream = "inventory/2";
    EXPECT_EQ(ids(filter), Ids{2});
    filter.stream = "inventory/";
    EXPECT_EQ(ids(filter), (Ids{2, 1}));
    filter.outcome = PollOutcome::failed;
    EXPECT_EQ(ids(filter), Ids{2});
    filter = {};
    filter.outcome = PollOutcome::failed;
    EXPECT_EQ(ids(filter), (Ids{3, 2}));
    filter.since = at(3);
    EXPECT_EQ(ids(filter), Ids{3});
    filter = {};
    filter.until = at(2);
    EXPECT_EQ(ids(filter), Ids{1});
    filter = {};
    filter.limit = 1;
    EXPECT_EQ(ids(filter), Ids{3});
}

TEST_F(PollTableTest, RemovesTheOldestInSteps)
{
    for (int minute = 0; minute < 5; ++minute)
        tables_->polls.add(a_poll("products", minute));
    EXPECT_EQ(tables_->polls.remove_before(at(3), 2), 2);
    EXPECT_EQ(tables_->polls.remove_before(at(3), 2), 1);
    EXPECT_EQ(tables_->polls.remove_before(at(3), 2), 0);
    EXPECT_EQ(ids({}), (Ids{5, 4}));
}

}  // namespace webhookd::store
