// The statements about subscribers; who leaves the configuration keeps the row, and thereby the id.

#include "webhookd/store/subscriber_table.hpp"

#include <set>

#include "store/stored.hpp"

namespace webhookd::store {

namespace {

SubscriberRecord read_subscriber(const sqlite::Cursor& row)
{
    return {.id = row.get<std::int64_t>(0),
            .name = row.get<std::string>(1),
            .state = stored_word(row, 2, find_lane_state),
            .reason = row.get<std::string>(3),
            .state_since = row.get<std::optional<Timestamp>>(4),
            .failing_since = row.get<std::optional<Timestamp>>(5),
            .last_failure_at = row.get<std::optional<Timestamp>>(8),
            .last_success_at = row.get<std::optional<Timestamp>>(6),
            .configured = row.get<bool>(7)};
}

}  // namespace

struct SubscriberTable::Statements
{
    sqlite::Database& database;
    sqlite::Statement ensure{database, R"sql(
          INSERT INTO subscriber (name, configured, state, reason) VALUES (?1, 1, 'healthy', '')
          ON CONFLICT (name) DO UPDATE SET configured = 1, removed_at = NULL
          RETURNING id)sql"};
    // The update changes nothing: without one, RETURNING would not tell the id of a known name.
    sqlite::Statement reserve{database, R"sql(
          INSERT INTO subscriber (name, configured, state, reason) VALUES (?1, 0, 'healthy', '')
          ON CONFLICT (name) DO UPDATE SET name = excluded.name
          RETURNING id)sql"};
    sqlite::Statement retire{database, "UPDATE subscriber SET configured = 0, removed_at = ?2 WHERE id = ?1"};
    sqlite::Statement all{database, R"sql(
          SELECT id, name, state, reason, state_since, failing_since, last_success_at, configured,
                 last_failure_at
          FROM subscriber ORDER BY name)sql"};
    sqlite::Statement find{database, R"sql(
          SELECT id, name, state, reason, state_since, failing_since, last_success_at, configured,
                 last_failure_at
          FROM subscriber WHERE name = ?1)sql"};
    sqlite::Statement put_lane{database, R"sql(
          UPDATE subscriber
          SET state = ?2, reason = ?3, state_since = ?4, failing_since = ?5, last_success_at = ?6,
              last_failure_at = ?7
          WHERE id = ?1)sql"};
    sqlite::Statement end_failures{database, R"sql(
          UPDATE subscriber SET failing_since = NULL WHERE id = ?1 AND state <> 'failing')sql"};
};

SubscriberTable::SubscriberTable(sqlite::Database& database) : sql_(std::make_unique<Statements>(database)) {}

SubscriberTable::~SubscriberTable() = default;

std::int64_t SubscriberTable::ensure(std::string_view name)
{
    auto row = sql_->ensure.query(name);
    row.next();
    return row.get<std::int64_t>(0);
}

std::int64_t SubscriberTable::reserve(std::string_view name)
{
    auto row = sql_->reserve.query(name);
    row.next();
    return row.get<std::int64_t>(0);
}

void SubscriberTable::keep_only(const std::vector<std::int64_t>& ids, Timestamp now)
{
    const std::set<std::int64_t> kept(ids.begin(), ids.end());
    for (const auto& subscriber : all()) {
        if (subscriber.configured && !kept.contains(subscriber.id)) sql_->retire.execute(subscriber.id, now);
    }
}

std::vector<SubscriberRecord> SubscriberTable::all()
{
    std::vector<SubscriberRecord> found;
    for (auto row = sql_->all.query(); row.next();)
        found.push_back(read_subscriber(row));
    return found;
}

std::optional<SubscriberRecord> SubscriberTable::find(std::string_view name)
{
    auto row = sql_->find.query(name);
    if (!row.next()) return std::nullopt;
    return read_subscriber(row);
}

void SubscriberTable::put_lane(const SubscriberRecord& record)
{
    sql_->put_lane.execute(record.id, to_string(record.state), record.reason, record.state_since,
                           record.failing_since, record.last_success_at, record.last_failure_at);
}

void SubscriberTable::end_failures(std::int64_t id)
{
    sql_->end_failures.execute(id);
}

}  // namespace webhookd::store
