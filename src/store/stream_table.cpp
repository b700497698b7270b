// The statements about streams and facts; the fence is a condition of the UPDATE, which finds no row when
// scan_no has moved on.

#include "webhookd/store/stream_table.hpp"

#include "store/stored.hpp"

namespace webhookd::store {

namespace {

constexpr std::string_view stream_columns = R"sql(
    SELECT name, scope, scan_no, baselined_at, created_mark_at, last_success_at, last_full_at,
           last_attempt_at, next_poll_at, last_error, failures,
           held_since, held_reach, held_events, held_decision, newest_created_at
    FROM stream )sql";

std::optional<StormHold> read_hold(const sqlite::Cursor& row)
{
    const auto since = row.get<std::optional<Timestamp>>(11);
    if (!since) return std::nullopt;
    return StormHold{.since = *since,
                     .reach = row.get<std::string>(12),
                     .events = row.get<std::int64_t>(13),
                     .decision = stored_word(row, 14, find_storm_decision)};
}

StreamRecord read_stream(const sqlite::Cursor& row)
{
    return {.name = row.get<std::string>(0),
            .scope = row.get<std::string>(1),
            .scan_no = row.get<std::int64_t>(2),
            .baselined_at = row.get<std::optional<Timestamp>>(3),
            .created_mark_at = row.get<std::optional<Timestamp>>(4),
            .newest_created_at = row.get<std::optional<Timestamp>>(15),
            .last_success_at = row.get<std::optional<Timestamp>>(5),
            .last_full_at = row.get<std::optional<Timestamp>>(6),
            .last_attempt_at = row.get<std::optional<Timestamp>>(7),
            .next_poll_at = row.get<std::optional<Timestamp>>(8),
            .last_error = row.get<std::string>(9),
            .failures = row.get<int>(10),
            .hold = read_hold(row)};
}

}  // namespace

StreamTable::StreamTable(sqlite::Database& database)
    : find_(database, std::string(stream_columns) + "WHERE name = ?1"),
      all_(database, std::string(stream_columns) + "ORDER BY name"),
      update_(database, R"sql(
          UPDATE stream
          SET scope = ?3, scan_no = scan_no + 1, baselined_at = ?4, created_mark_at = ?5,
              last_success_at = ?6, last_full_at = ?7, last_attempt_at = ?8, next_poll_at = ?9,
              last_error = ?10, failures = ?11, held_since = ?12, held_reach = ?13, held_events = ?14,
              held_decision = ?15, newest_created_at = ?16
          WHERE name = ?1 AND scan_no = ?2)sql"),
      insert_(database, R"sql(
          INSERT INTO stream (name, scan_no, scope, baselined_at, created_mark_at, last_success_at,
                              last_full_at, last_attempt_at, next_poll_at, last_error, failures,
                              held_since, held_reach, held_events, held_decision, newest_created_at)
          VALUES (?1, ?2 + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
          ON CONFLICT DO NOTHING)sql"),
      find_fact_(database, "SELECT value FROM fact WHERE key = ?1"),
      put_fact_(database, R"sql(
          INSERT INTO fact (key, value) VALUES (?1, ?2)
          ON CONFLICT DO UPDATE SET value = excluded.value)sql"),
      remove_fact_(database, "DELETE FROM fact WHERE key = ?1")
{
}

std::optional<StreamRecord> StreamTable::find(std::string_view name)
{
    auto row = find_.query(name);
    if (!row.next()) return std::nullopt;
    return read_stream(row);
}

StreamRecord StreamTable::load(std::string_view name)
{
    if (auto stored = find(name)) return *std::move(stored);
    StreamRecord record;
    record.name = name;
    return record;
}

std::vector<StreamRecord> StreamTable::all()
{
    std::vector<StreamRecord> found;
    for (auto row = all_.query(); row.next();)
        found.push_back(read_stream(row));
    return found;
}

bool StreamTable::put(const StreamRecord& record, std::int64_t expected_scan_no)
{
    const auto since = record.hold ? std::optional(record.hold->since) : std::nullopt;
    const auto hold = record.hold.value_or(StormHold());
    const auto write = [&](sqlite::Statement& statement) {
        return statement.execute(record.name, expected_scan_no, record.scope, record.baselined_at,
                                 record.created_mark_at, record.last_success_at, record.last_full_at,
                                 record.last_attempt_at, record.next_poll_at, record.last_error,
                                 record.failures, since, hold.reach, hold.events, to_string(hold.decision),
                                 record.newest_created_at) == 1;
    };
    return write(update_) || (expected_scan_no == 0 && write(insert_));
}

std::optional<Json> StreamTable::find_json_fact(std::string_view key)
{
    auto row = find_fact_.query(key);
    if (!row.next()) return std::nullopt;
    return stored_json(row, 0);
}

std::optional<std::string> StreamTable::find_fact(std::string_view key)
{
    auto row = find_fact_.query(key);
    if (!row.next()) return std::nullopt;
    return row.get<std::string>(0);
}

void StreamTable::put_fact(std::string_view key, std::string_view value)
{
    put_fact_.execute(key, value);
}

void StreamTable::remove_fact(std::string_view key)
{
    remove_fact_.execute(key);
}

}  // namespace webhookd::store
