// The audit's rows: written, listed, removed.

#include "webhookd/store/action_table.hpp"

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

ActionRecord an_action(const std::string& name, int minute)
{
    ActionRecord record;
    record.name = name;
    record.caller = "uid 1000";
    record.arguments = R"({"name":"erp"})";
    record.began_at = at(minute);
    return record;
}

struct ActionTableTest : TablesTest
{
    std::vector<std::string> names(const ActionFilter& filter)
    {
        std::vector<std::string> found;
        for (const auto& record : tables_->actions.list(filter))
            found.push_back(record.name);
        return found;
    }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_F(ActionTableTest, KeepsEveryField)
{
    auto record = an_action("subscribers pause", 1);
    record.id = tables_->actions.add(record);
    record.ended_at = at(2);
    record.status = 503;
    record.error = "the disk is full";
    tables_->actions.end(record);
    const auto found = tables_->actions.list({});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0], record);
}

TEST_F(ActionTableTest, OneThatHasNotEndedIsListedWithoutItsEnd)
{
    tables_->actions.add(an_action("replay", 1));
    const auto found = tables_->actions.list({});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_FALSE(found[0].ended_at);
    EXPECT_FALSE(found[0].status);
}

TEST_F(ActionTableTest, ListsNewestFirstAndFilters)
{
    for (int minute = 0; minute < 4; ++minute)
        tables_->actions.add(an_action(minute % 2 == 0 ? "replay" : "backup", minute));
    EXPECT_EQ(names({}), (Names{"backup", "replay", "backup", "replay"}));
    EXPECT_EQ(names({.name = "backup"}), (Names{"backup", "backup"}));
    EXPECT_EQ(names({.since = at(1), .until = at(3)}), (Names{"replay", "backup"}));
    EXPECT_EQ(names({.before = 2}), Names{"replay"});
    EXPECT_EQ(names({.limit = 1}), Names{"backup"});
}

TEST_F(ActionTableTest, RemovesTheOldest)
{
    for (int minute = 0; minute < 4; ++minute)
        tables_->actions.add(an_action("replay", minute));
    EXPECT_EQ(tables_->actions.remove_before(at(3), 2), 2);
    EXPECT_EQ(tables_->actions.remove_before(at(3), 2), 1);
    EXPECT_EQ(tables_->actions.remove_before(at(3), 2), 0);
}

}  // namespace webhookd::store
