// Every statement of the store is looked up, none is searched for: EXPLAIN QUERY PLAN of all of them.

#include <string>
#include <vector>

#include <sqlite3.h>

#include "store/tables_test.hpp"
#include "webhookd/store/sqlite/statement.hpp"

namespace webhookd::store {

namespace {

struct QueryPlanTest : TablesTest
{
    std::vector<std::string> statements()
    {
        std::vector<std::string> found;
        auto* handle = tables_->database->handle();
        for (auto* statement = sqlite3_next_stmt(handle, nullptr); statement != nullptr;
             statement = sqlite3_next_stmt(handle, statement))
            found.emplace_back(sqlite3_sql(statement));
        return found;
    }

    /// The steps of the plan, a line each.
    std::string plan(const std::string& sql)
    {
        std::string steps;
        sqlite::Statement explain(*tables_->database, "EXPLAIN QUERY PLAN " + sql);
        sqlite3_stmt* raw = sqlite3_next_stmt(tables_->database->handle(), nullptr);
        while (sqlite3_step(raw) == SQLITE_ROW)
            steps += std::string(reinterpret_cast<const char*>(sqlite3_column_text(raw, 3))) + "\n";
        return steps;
    }

    std::string plan_of_statement_with(const std::string& part)
    {
        for (const auto& sql : statements())
            if (sql.find(part) != std::string::npos) return plan(sql);
        ADD_FAILURE() << "no statement has " << part;
        return {};
    }
};

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

/// Younger versions of SQLite notice more often that an index holds all that is asked for.
std::string covering_or_not(std::string plan)
{
    constexpr std::string_view word = "COVERING ";
    const auto at = plan.find(word);
    return at == std::string::npos ? plan : plan.erase(at, word.size());
}

/// Tables of a few rows, and the sync log and the audit read from their newest row on.
bool may_scan(const std::string& step)
{
    return step == "SCAN subscriber" || step == "SCAN poll" || step == "SCAN action" ||
           contains(step, "SCAN subscriber USING INDEX") ||
           contains(step, "USING INDEX delivery_dead") ||  // as many rows as there are dead letters
           step.starts_with("SCAN json_each ") ||          // a list that was passed
           // Compiled into each insertion of a subscriber, run only while a foreign key is violated.
           step == "SCAN delivery USING COVERING INDEX delivery_of_event";
}

std::vector<std::string> lines(const std::string& text)
{
    std::vector<std::string> found;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        found.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return found;
}

}  // namespace

TEST_F(QueryPlanTest, NoStatementScansATableThatGrows)
{
    ASSERT_GT(statements().size(), 50U);
    for (const auto& sql : statements()) {
        for (const auto& step : lines(plan(sql))) {
            if (contains(step, "SCAN") && !may_scan(step)) ADD_FAILURE() << step << "\n  in " << sql;
        }
    }
}

TEST_F(QueryPlanTest, DueDeliveriesComeInOrderFromTheirIndex)
{
    EXPECT_EQ(covering_or_not(plan_of_statement_with("due_at <= ?2 ORDER BY due_at, id")),
              "SEARCH delivery USING INDEX delivery_due (subscriber_id=? AND due_at<?)\n");
    EXPECT_EQ(covering_or_not(plan_of_statement_with("SELECT id, due_at, chain FROM delivery")),
              "SEARCH delivery USING INDEX delivery_due (subscriber_id=?)\n");
}

TEST_F(QueryPlanTest, AChainIsFollowedThroughItsIndex)
{
    EXPECT_TRUE(contains(plan_of_statement_with("AND chain = ?2 AND finished_at IS NULL"),
                         "delivery_in_chain (subscriber_id=? AND chain=?)"));
}

TEST_F(QueryPlanTest, RetentionReadsNoBodies)
{
    EXPECT_TRUE(contains(plan_of_statement_with("SELECT created_at, seq FROM event"),
                         "SEARCH event USING COVERING INDEX event_by_creation"));
}

TEST_F(QueryPlanTest, OpenEntitiesComeFromPartialIndexes)
{
    EXPECT_TRUE(contains(plan_of_statement_with("AND origin_id = ?3 AND open = 1"), "entity_open_by_origin"));
    EXPECT_TRUE(
        contains(plan_of_statement_with("destination_id = ?3 AND open = 1"), "entity_open_by_destination"));
    EXPECT_TRUE(contains(plan_of_statement_with("kind = ?2 AND open = 1"), "entity_open_by_"));
}

}  // namespace webhookd::store
