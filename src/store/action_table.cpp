// The statements of the audit; the unary plus before a time keeps the planner on the id, by which the
// list is paged.

#include "webhookd/store/action_table.hpp"

#include "webhookd/store/sqlite/statement.hpp"

namespace webhookd::store {

struct ActionTable::Statements
{
    sqlite::Database& database;
    sqlite::Statement insert{database, R"sql(
          INSERT INTO action (name, caller, arguments, began_at, error) VALUES (?1, ?2, ?3, ?4, '')
          RETURNING id)sql"};
    sqlite::Statement end{database, "UPDATE action SET ended_at = ?2, status = ?3, error = ?4 WHERE id = ?1"};
    sqlite::Statement list{database, R"sql(
          SELECT id, name, caller, arguments, began_at, ended_at, status, error
          FROM action
          WHERE (?1 = '' OR name = ?1) AND (?2 IS NULL OR +began_at >= ?2) AND (?3 IS NULL OR +began_at < ?3)
                AND id < coalesce(?5, 1 << 62)
          ORDER BY id DESC LIMIT ?4)sql"};
    sqlite::Statement remove{database, R"sql(
          DELETE FROM action
          WHERE id IN (SELECT id FROM action WHERE began_at < ?1 ORDER BY began_at LIMIT ?2))sql"};
};

ActionTable::ActionTable(sqlite::Database& database) : sql_(std::make_unique<Statements>(database)) {}

ActionTable::~ActionTable() = default;

std::int64_t ActionTable::add(const ActionRecord& record)
{
    auto row = sql_->insert.query(record.name, record.caller, record.arguments, record.began_at);
    row.next();
    return row.get<std::int64_t>(0);
}

void ActionTable::end(const ActionRecord& record)
{
    sql_->end.execute(record.id, record.ended_at, record.status, record.error);
}

std::vector<ActionRecord> ActionTable::list(const ActionFilter& filter)
{
    std::vector<ActionRecord> found;
    auto row = sql_->list.query(filter.name, filter.since, filter.until, filter.limit, filter.before);
    while (row.next()) {
        found.push_back({.id = row.get<std::int64_t>(0),
                         .name = row.get<std::string>(1),
                         .caller = row.get<std::string>(2),
                         .arguments = row.get<std::string>(3),
                         .began_at = row.get<Timestamp>(4),
                         .ended_at = row.get<std::optional<Timestamp>>(5),
                         .status = row.get<std::optional<int>>(6),
                         .error = row.get<std::string>(7)});
    }
    return found;
}

int ActionTable::remove_before(Timestamp before, int limit)
{
    return sql_->remove.execute(before, limit);
}

}  // namespace webhookd::store
