// The statements of the sync log: one SELECT with the whole filter, prepared for three ways into the data.

#include "webhookd/store/poll_table.hpp"

#include "store/stored.hpp"

namespace webhookd::store {

namespace {

PollRecord read_poll(const sqlite::Cursor& row)
{
    return {.id = row.get<std::int64_t>(0),
            .stream = row.get<std::string>(1),
            .reach = row.get<std::string>(2),
            .began_at = row.get<Timestamp>(3),
            .ended_at = row.get<Timestamp>(4),
            .outcome = stored_word(row, 5, find_poll_outcome),
            .requests = row.get<int>(6),
            .rows = row.get<std::int64_t>(7),
            .changes = row.get<std::int64_t>(8),
            .events = row.get<std::int64_t>(9),
            .error = row.get<std::string>(10),
            .alarms = {},
            .emitted = {}};
}

/// A listing through one way into the data: what `condition` says, and the rest of the filter.
std::string listing(std::string_view condition)
{
    return std::string(R"sql(
        SELECT id, stream, reach, began_at, ended_at, outcome, requests, rows, changes, events, error
        FROM poll WHERE )sql") +
           std::string(condition) + R"sql(
              AND +source_id = ?7 AND (?2 IS NULL OR +outcome = ?2)
              AND (?3 IS NULL OR +ended_at >= ?3) AND (?4 IS NULL OR +ended_at < ?4)
              AND id < coalesce(?6, 1 << 62)
        ORDER BY id DESC LIMIT ?5)sql";
}

}  // namespace

struct PollTable::Statements
{
    sqlite::Database& database;
    sqlite::Statement insert{database, R"sql(
          INSERT INTO poll (source_id, stream, reach, began_at, ended_at, outcome, requests, rows, changes,
                            events, error)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11))sql"};
    sqlite::Statement by_stream{database, listing("source_id = ?7 AND stream = ?1")};
    sqlite::Statement not_ok{
        database, listing("outcome = ?2 AND outcome <> 'ok' AND substr(+stream, 1, length(?1)) = ?1")};
    sqlite::Statement newest{database, listing("substr(+stream, 1, length(?1)) = ?1")};
    sqlite::Statement remove{database, R"sql(
          DELETE FROM poll
          WHERE id IN (SELECT id FROM poll WHERE ended_at < ?1 ORDER BY ended_at LIMIT ?2))sql"};
};

PollTable::PollTable(sqlite::Database& database, SourceId source)
    : source_(source), sql_(std::make_unique<Statements>(database))
{
}

PollTable::~PollTable() = default;

void PollTable::add(const PollRecord& record)
{
    sql_->insert.execute(source_.value, record.stream, record.reach, record.began_at, record.ended_at,
                         to_string(record.outcome), record.requests, record.rows, record.changes,
                         record.events, record.error);
}

std::vector<PollRecord> PollTable::list(const PollFilter& filter)
{
    const bool one_stream = !filter.stream.empty() && !filter.stream.ends_with('/');
    const bool rare = filter.outcome && *filter.outcome != PollOutcome::ok;
    auto& statement = one_stream ? sql_->by_stream : rare ? sql_->not_ok : sql_->newest;
    const auto outcome = filter.outcome ? std::optional(to_string(*filter.outcome)) : std::nullopt;
    std::vector<PollRecord> found;
    auto row = statement.query(filter.stream, outcome, filter.since, filter.until, filter.limit,
                               filter.before, source_.value);
    while (row.next())
        found.push_back(read_poll(row));
    return found;
}

int PollTable::remove_before(Timestamp before, int limit)
{
    return sql_->remove.execute(before, limit);
}

}  // namespace webhookd::store
