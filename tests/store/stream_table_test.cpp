// The rows of streams, and the fence that lets only one of two polls commit (F-26).

#include "webhookd/store/stream_table.hpp"

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

StreamRecord a_stream(const std::string& name)
{
    StreamRecord record;
    record.name = name;
    record.scope = "v1";
    record.last_attempt_at = at(1);
    return record;
}

}  // namespace

using StreamTableTest = TablesTest;

TEST_F(StreamTableTest, KeepsEveryField)
{
    auto record = a_stream("products");
    record.baselined_at = at(1);
    record.created_mark_at = at(2);
    record.newest_created_at = at(8);
    record.last_success_at = at(3);
    record.last_full_at = at(4);
    record.last_attempt_at = at(5);
    record.next_poll_at = at(6);
    record.last_error = "503";
    record.failures = 7;
    record.hold = StormHold{
        .since = at(7), .reach = "open", .events = 12'000, .decision = StormHold::Decision::release};
    ASSERT_TRUE(tables_->streams.put(record, 0));
    const auto found = tables_->streams.find("products").value();
    EXPECT_EQ(found.name, "products");
    EXPECT_EQ(found.scope, "v1");
    EXPECT_EQ(found.scan_no, 1);
    EXPECT_EQ(found.baselined_at, at(1));
    EXPECT_EQ(found.created_mark_at, at(2));
    EXPECT_EQ(found.newest_created_at, at(8));
    EXPECT_EQ(found.last_success_at, at(3));
    EXPECT_EQ(found.last_full_at, at(4));
    EXPECT_EQ(found.last_attempt_at, at(5));
    EXPECT_EQ(found.next_poll_at, at(6));
    EXPECT_EQ(found.last_error, "503");
    EXPECT_EQ(found.failures, 7);
    EXPECT_EQ(found.hold, record.hold);
}

TEST_F(StreamTableTest, FindsNothingBeforeTheFirstPoll)
{
    EXPECT_FALSE(tables_->streams.find("products"));
    EXPECT_TRUE(tables_->streams.all().empty());
}

TEST_F(StreamTableTest, LetsOnlyOneOfTwoPollsCommitFromTheSameStart)  // F-26
{
    ASSERT_TRUE(tables_->streams.put(a_stream("products"), 0));
    auto first = tables_->streams.find("products").value();
    auto second = first;
    first.last_error = "first";
    second.last_error = "second";
    EXPECT_TRUE(tables_->streams.put(first, 1));
    EXPECT_FALSE(tables_->streams.put(second, 1));
    EXPECT_EQ(tables_->streams.find("products")->last_error, "first");
    EXPECT_EQ(tables_->streams.find("products")->scan_no, 2);
}

TEST_F(StreamTableTest, LetsOnlyOneOfTwoFirstPollsCommit)  // F-26
{
    EXPECT_TRUE(tables_->streams.put(a_stream("products"), 0));
    EXPECT_FALSE(tables_->streams.put(a_stream("products"), 0));
}

TEST_F(StreamTableTest, DoesNotMakeAStreamThatShouldHaveBeenThere)  // F-26
{
    EXPECT_FALSE(tables_->streams.put(a_stream("products"), 4));
    EXPECT_FALSE(tables_->streams.find("products"));
}

TEST_F(StreamTableTest, ListsStreamsByName)
{
    tables_->streams.put(a_stream("purchase-orders"), 0);
    tables_->streams.put(a_stream("products"), 0);
    const auto all = tables_->streams.all();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name, "products");
    EXPECT_EQ(all[1].name, "purchase-orders");
}

TEST_F(StreamTableTest, RemembersTheLatestFact)
{
    EXPECT_EQ(tables_->streams.find_fact("adjustments"), std::nullopt);
    tables_->streams.put_fact("adjustments", "A");
    tables_->streams.put_fact("adjustments", "B");
    EXPECT_EQ(tables_->streams.find_fact("adjustments"), "B");
    tables_->streams.remove_fact("adjustments");
    EXPECT_EQ(tables_->streams.find_fact("adjustments"), std::nullopt);
}

}  // namespace webhookd::store
