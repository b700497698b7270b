// The statements about streams and facts; the fence is a condition of the UPDATE, which finds no row when
// scan_no has moved on.

#include "webhookd/store/stream_table.hpp"

#include <algorithm>

#include "store/stored.hpp"

namespace webhookd::store {

namespace {

constexpr std::string_view stream_columns = R"sql(
    SELECT name, scope, scan_no, baselined_at, created_mark_at, newest_created_at, last_success_at,
           last_full_at, last_attempt_at, next_poll_at, last_error, failures,
           held_since, held_reach, held_events, held_decision, watching
    FROM stream )sql";

std::optional<StormHold> read_hold(const sqlite::Cursor& row)
{
    const auto since = row.get<std::optional<Timestamp>>(12);
    if (!since) return std::nullopt;
    return StormHold{.since = *since,
                     .reach = row.get<std::string>(13),
                     .events = row.get<std::int64_t>(14),
                     .decision = stored_word(row, 15, find_storm_decision)};
}

core::Watching read_watching(const sqlite::Cursor& row, int column)
{
    const auto json = stored_json(row, column);
    const bool is_ours =
        json.is_object() && std::ranges::all_of(json, [](const Json& value) { return value.is_string(); });
    if (!is_ours) row.report_damage("a row holds JSON that should be an object of texts");
    return json.get<core::Watching>();
}

StreamRecord read_stream(const sqlite::Cursor& row)
{
    return {.name = row.get<std::string>(0),
            .scope = row.get<std::string>(1),
            .scan_no = row.get<std::int64_t>(2),
            .baselined_at = row.get<std::optional<Timestamp>>(3),
            .created_mark_at = row.get<std::optional<Timestamp>>(4),
            .newest_created_at = row.get<std::optional<Timestamp>>(5),
            .last_success_at = row.get<std::optional<Timestamp>>(6),
            .last_full_at = row.get<std::optional<Timestamp>>(7),
            .watching = read_watching(row, 16),
            .last_attempt_at = row.get<std::optional<Timestamp>>(8),
            .next_poll_at = row.get<std::optional<Timestamp>>(9),
            .last_error = row.get<std::string>(10),
            .failures = row.get<int>(11),
            .hold = read_hold(row)};
}

}  // namespace

struct StreamTable::Statements
{
    sqlite::Database& database;
    sqlite::Statement find{database, std::string(stream_columns) + "WHERE source_id = ?1 AND name = ?2"};
    sqlite::Statement all{database, std::string(stream_columns) + "WHERE source_id = ?1 ORDER BY name"};
    sqlite::Statement update{database, R"sql(
          UPDATE stream
          SET scope = ?4, scan_no = scan_no + 1, baselined_at = ?5, created_mark_at = ?6,
              newest_created_at = ?7, last_success_at = ?8, last_full_at = ?9, last_attempt_at = ?10,
              next_poll_at = ?11, last_error = ?12, failures = ?13, held_since = ?14, held_reach = ?15,
              held_events = ?16, held_decision = ?17, watching = ?18
          WHERE source_id = ?1 AND name = ?2 AND scan_no = ?3)sql"};
    sqlite::Statement insert{database, R"sql(
          INSERT INTO stream (source_id, name, scan_no, scope, baselined_at, created_mark_at,
                              newest_created_at, last_success_at, last_full_at, last_attempt_at, next_poll_at,
                              last_error, failures, held_since, held_reach, held_events, held_decision,
                              watching)
          VALUES (?1, ?2, ?3 + 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
          ON CONFLICT DO NOTHING)sql"};
    sqlite::Statement find_fact{database, "SELECT value FROM fact WHERE source_id = ?1 AND key = ?2"};
    sqlite::Statement put_fact{database, R"sql(
          INSERT INTO fact (source_id, key, value) VALUES (?1, ?2, ?3)
          ON CONFLICT DO UPDATE SET value = excluded.value)sql"};
    sqlite::Statement remove_fact{database, "DELETE FROM fact WHERE source_id = ?1 AND key = ?2"};
};

StreamTable::StreamTable(sqlite::Database& database, SourceId source)
    : source_(source), sql_(std::make_unique<Statements>(database))
{
}

StreamTable::~StreamTable() = default;

std::optional<StreamRecord> StreamTable::find(std::string_view name)
{
    auto row = sql_->find.query(source_.value, name);
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
    for (auto row = sql_->all.query(source_.value); row.next();)
        found.push_back(read_stream(row));
    return found;
}

bool StreamTable::put(const StreamRecord& record, std::int64_t expected_scan_no)
{
    const auto since = record.hold ? std::optional(record.hold->since) : std::nullopt;
    const auto hold = record.hold.value_or(StormHold());
    const auto write = [&](sqlite::Statement& statement) {
        return statement.execute(source_.value, record.name, expected_scan_no, record.scope,
                                 record.baselined_at, record.created_mark_at, record.newest_created_at,
                                 record.last_success_at, record.last_full_at, record.last_attempt_at,
                                 record.next_poll_at, record.last_error, record.failures, since, hold.reach,
                                 hold.events, to_string(hold.decision), Json(record.watching).dump()) == 1;
    };
    return write(sql_->update) || (expected_scan_no == 0 && write(sql_->insert));
}

std::optional<std::string> StreamTable::find_fact(std::string_view key)
{
    auto row = sql_->find_fact.query(source_.value, key);
    if (!row.next()) return std::nullopt;
    return row.get<std::string>(0);
}

void StreamTable::check_fact(std::string_view key, const std::function<bool(const std::string&)>& is_ours)
{
    auto row = sql_->find_fact.query(source_.value, key);
    if (!row.next()) return;
    const auto is_readable = [&] {
        try {
            return is_ours(row.get<std::string>(0));
        } catch (const Json::exception&) {
            return false;
        }
    };
    if (!is_readable()) row.report_damage("a row holds a fact that is none of this program's");
}

void StreamTable::put_fact(std::string_view key, std::string_view value)
{
    sql_->put_fact.execute(source_.value, key, value);
}

void StreamTable::remove_fact(std::string_view key)
{
    sql_->remove_fact.execute(source_.value, key);
}

}  // namespace webhookd::store
