// The statements about events. Lists go by created_at and then seq, which disagree after the clock was set
// back; retention remembers where it stopped.

#include "webhookd/store/event_table.hpp"

#include <algorithm>

#include "webhookd/core/kinds.hpp"
#include "webhookd/store/sqlite/statement.hpp"

namespace webhookd::store {

namespace {

EventRecord read_event(const sqlite::Cursor& row)
{
    return {.seq = row.get<std::int64_t>(0),
            .event = {.id = row.get<std::string>(1),
                      .type = row.get<std::string>(2),
                      .entity = row.get<std::string>(3),
                      .body = row.get<std::string>(4),
                      .occurred_at = row.get<Timestamp>(5)},
            .stream = row.get<std::string>(6),
            .created_at = row.get<Timestamp>(7)};
}

}  // namespace

struct EventTable::Statements
{
    sqlite::Database& database;
    sqlite::Statement insert{database, R"sql(
          INSERT INTO event (id, source_id, type, entity, stream, occurred_at, created_at, body)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
          ON CONFLICT (id) DO NOTHING)sql"};
    sqlite::Statement find{database, R"sql(
          SELECT seq, id, type, entity, body, occurred_at, stream, created_at FROM event WHERE id = ?1)sql"};
    sqlite::Statement by_entity{database, R"sql(
          SELECT seq, id, type, entity, body, occurred_at, stream, created_at FROM event
          WHERE entity IN (SELECT value || ?1 FROM json_each(?8))
            AND source_id = ?9 AND (?2 = '' OR type = ?2)
            AND +created_at >= ?3 AND +created_at < ?4
            AND (?6 IS NULL OR created_at < ?6 OR seq < ?7)
          ORDER BY created_at DESC, seq DESC LIMIT ?5)sql"};
    sqlite::Statement newest{database, R"sql(
          SELECT seq, id, type, entity, body, occurred_at, stream, created_at FROM event
          WHERE created_at >= ?2 AND created_at < ?3 AND source_id = ?7 AND (?1 = '' OR type = ?1)
            AND (?5 IS NULL OR created_at < ?5 OR seq < ?6)
          ORDER BY created_at DESC, seq DESC LIMIT ?4)sql"};
    // Of the event itself; of the one before it, should retention have removed it meanwhile.
    sqlite::Statement position_of{database,
                                  "SELECT created_at FROM event WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1"};
    sqlite::Statement seqs_between{
        database, "SELECT min(seq), max(seq) FROM event WHERE created_at >= ?1 AND created_at < ?2"};
    sqlite::Statement after{database, R"sql(
          SELECT seq, id, type, entity, body, occurred_at, stream, created_at FROM event
          WHERE seq > ?1 ORDER BY seq LIMIT ?2)sql"};
    // The index on (created_at, type) has all that is asked of `event`, so the bodies are not read.
    sqlite::Statement removable{database, R"sql(
          SELECT created_at, seq FROM event
          WHERE created_at < ?1 AND created_at >= ?2 AND (created_at, seq) > (?2, ?3)
            AND NOT EXISTS (SELECT 1 FROM delivery WHERE event_seq = event.seq AND state <> 'delivered')
          ORDER BY created_at, seq LIMIT ?4)sql"};
    sqlite::Statement remove_attempts{database, R"sql(
          DELETE FROM attempt WHERE delivery_id IN (SELECT id FROM delivery WHERE event_seq = ?1))sql"};
    sqlite::Statement remove_deliveries{database, "DELETE FROM delivery WHERE event_seq = ?1"};
    sqlite::Statement remove{database, "DELETE FROM event WHERE seq = ?1"};
};

EventTable::EventTable(sqlite::Database& database, SourceId source)
    : source_(source), sql_(std::make_unique<Statements>(database))
{
}

EventTable::~EventTable() = default;

std::optional<std::int64_t> EventTable::add(const core::Event& event, std::string_view stream, Timestamp now)
{
    if (sql_->insert.execute(event.id, source_.value, event.type, event.entity, stream, event.occurred_at,
                             now, event.body) == 0)
        return std::nullopt;
    return sql_->database.last_insert_rowid();
}

std::optional<EventRecord> EventTable::find(std::string_view event_id)
{
    auto row = sql_->find.query(event_id);
    if (!row.next()) return std::nullopt;
    return read_event(row);
}

std::vector<EventRecord> EventTable::list(const EventFilter& filter)
{
    auto until = filter.until.value_or(Timestamp::max());
    std::optional<Timestamp> position;
    if (filter.before) {
        auto row = sql_->position_of.query(*filter.before);
        if (!row.next()) return {};
        position = row.get<Timestamp>(0);
        until = std::min(until, *position + core::Duration(1));
    }
    const auto since = filter.since.value_or(Timestamp::min());
    Json before_an_id{""};  // which may be given whole
    for (const auto& kind : core::all_kinds())
        before_an_id.push_back(std::string(kind.name) + ":");
    std::vector<EventRecord> found;
    auto row = filter.entity.empty()
                   ? sql_->newest.query(filter.type, since, until, filter.limit, position, filter.before,
                                        source_.value)
                   : sql_->by_entity.query(filter.entity, filter.type, since, until, filter.limit, position,
                                           filter.before, before_an_id.dump(), source_.value);
    while (row.next())
        found.push_back(read_event(row));
    return found;
}

std::optional<EventTable::SeqRange> EventTable::seqs_between(Timestamp since, Timestamp until)
{
    auto row = sql_->seqs_between.query(since, until);
    row.next();
    const auto first = row.get<std::optional<std::int64_t>>(0);
    if (!first) return std::nullopt;
    return SeqRange{*first, row.get<std::int64_t>(1)};
}

std::vector<EventRecord> EventTable::after(std::int64_t seq, int limit)
{
    std::vector<EventRecord> found;
    for (auto row = sql_->after.query(seq, limit); row.next();)
        found.push_back(read_event(row));
    return found;
}

std::vector<std::int64_t> EventTable::next_removable(Timestamp before, int limit)
{
    std::vector<std::int64_t> found;
    auto position = position_;
    for (auto row = sql_->removable.query(before, position_.created_at, position_.seq, limit); row.next();) {
        position = {.created_at = row.get<Timestamp>(0), .seq = row.get<std::int64_t>(1)};
        found.push_back(position.seq);
    }
    position_ = found.size() < static_cast<std::size_t>(limit) ? Position{} : position;
    return found;
}

int EventTable::remove_before(Timestamp before, int limit)
{
    const auto removable = next_removable(before, limit);
    for (const auto seq : removable) {
        sql_->remove_attempts.execute(seq);
        sql_->remove_deliveries.execute(seq);
        sql_->remove.execute(seq);
    }
    return static_cast<int>(removable.size());
}

}  // namespace webhookd::store
