// The statements about snapshots. An index is named where SQLite would read every entity of the kind instead,
// and what is counted often is read from a table that triggers keep.

#include "webhookd/store/entity_table.hpp"

#include <cassert>

#include "store/stored.hpp"
#include "webhookd/store/sqlite/transaction.hpp"

namespace webhookd::store {

namespace {

std::string_view to_string(EntityScope::Place place)
{
    switch (place) {
        case EntityScope::Place::any:
            return "any";
        case EntityScope::Place::origin:
            return "origin";
        case EntityScope::Place::destination:
            return "destination";
    }
    return {};
}

/// What a JSON text says. Most rows of a list say the same as the one before, and are not parsed again.
template <class T>
class Repeated
{
  public:
    /// Throws sqlite::Error when the column holds something else.
    const T& read(const sqlite::Cursor& row, int column)
    {
        const auto text = row.get<std::string_view>(column);
        if (text == text_ && !text_.empty()) return value_;
        const auto json = stored_json(row, column);
        if (!json.is_object()) row.report_damage("a row holds JSON that should be an object");
        value_ = json.get<T>();
        text_ = text;
        return value_;
    }

  private:
    std::string text_;
    T value_;
};

}  // namespace

// INDEXED BY: without statistics SQLite 3.40 prefers the primary key, which reads every entity of the kind.
struct EntityTable::Statements
{
    sqlite::Database& database;
    Repeated<Json> watched{};
    Repeated<std::map<std::string, int>> occurrences{};

    core::Snapshot read(const sqlite::Cursor& row)
    {
        return {.id = row.get<std::string>(0),
                .watched = watched.read(row, 1),
                .occurrences = occurrences.read(row, 2),
                .label = row.get<std::string>(3),
                .origin_id = row.get<std::string>(4),
                .destination_id = row.get<std::string>(5),
                .gone = row.get<bool>(6),
                .missing = row.get<int>(7)};
    }

    sqlite::Statement find{database, R"sql(
          SELECT id, watched, occurrences, label, origin_id, destination_id, gone, missing
          FROM entity WHERE source_id = ?1 AND kind = ?2 AND id = ?3)sql"};
    sqlite::Statement open{database, R"sql(
          SELECT id, watched, occurrences, label, origin_id, destination_id, gone, missing
          FROM entity INDEXED BY entity_open_by_origin WHERE source_id = ?1 AND kind = ?2 AND open = 1 AND gone = 0)sql"};
    sqlite::Statement open_by_origin{database, R"sql(
          SELECT id, watched, occurrences, label, origin_id, destination_id, gone, missing
          FROM entity INDEXED BY entity_open_by_origin
          WHERE source_id = ?1 AND kind = ?2 AND origin_id = ?3 AND open = 1 AND gone = 0)sql"};
    sqlite::Statement open_by_destination{database, R"sql(
          SELECT id, watched, occurrences, label, origin_id, destination_id, gone, missing
          FROM entity INDEXED BY entity_open_by_destination
          WHERE source_id = ?1 AND kind = ?2 AND destination_id = ?3 AND open = 1 AND gone = 0)sql"};
    sqlite::Statement count{
        database,
        "SELECT live FROM entity_count WHERE source_id = ?1 AND kind = ?2 AND place = ?3 AND facility = "
        "?4"};
    sqlite::Statement some{database, R"sql(
          SELECT id, watched, occurrences, label, origin_id, destination_id, gone, missing
          FROM entity
          WHERE source_id = ?1 AND kind = ?2 AND gone = 0 AND (?3 = '' OR origin_id = ?3) AND (?4 = '' OR destination_id = ?4)
          ORDER BY id DESC LIMIT ?5)sql"};
    sqlite::Statement count_since{database, R"sql(
          SELECT count(*) FROM entity
          WHERE source_id = ?1 AND kind = ?2 AND (?3 = '' OR origin_id = ?3) AND watched ->> '$.day' >= ?4
                AND substr(id, 1, length(label) + 1) = label || ':')sql"};
    // OR FAIL: as in DeliveryTable.
    sqlite::Statement put{database, R"sql(
          INSERT OR FAIL INTO entity (source_id, kind, id, watched, occurrences, label, origin_id, destination_id, open, gone,
                              missing)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
          ON CONFLICT DO UPDATE
          SET watched = excluded.watched, occurrences = excluded.occurrences, label = excluded.label,
              origin_id = excluded.origin_id, destination_id = excluded.destination_id, open = excluded.open,
              gone = excluded.gone, missing = excluded.missing)sql"};
    // What is gone is not counted any more, and only that may be deleted without a trace in entity_count.
    sqlite::Statement uncount{database, R"sql(
          UPDATE entity SET gone = 1
          WHERE source_id = ?1 AND kind = ?2 AND gone = 0 AND (?3 = '' OR origin_id = ?3) AND watched ->> '$.day' < ?4)sql"};
    sqlite::Statement forget{database, R"sql(
          DELETE FROM entity
          WHERE source_id = ?1 AND kind = ?2 AND gone = 1 AND (?3 = '' OR origin_id = ?3) AND watched ->> '$.day' < ?4)sql"};
};

EntityTable::EntityTable(sqlite::Database& database, SourceId source)
    : source_(source), sql_(std::make_unique<Statements>(database))
{
}

EntityTable::~EntityTable() = default;

std::vector<std::optional<core::Snapshot>> EntityTable::find(core::EntityKind kind,
                                                             std::span<const std::string_view> ids)
{
    // One transaction for all: to begin one costs as much as to find a row.
    sqlite::Savepoint reading(sql_->database);
    std::vector<std::optional<core::Snapshot>> found;
    found.reserve(ids.size());
    for (const auto id : ids) {
        auto row = sql_->find.query_borrowing(source_.value, core::to_string(kind), id);
        found.push_back(row.next() ? std::optional(sql_->read(row)) : std::nullopt);
    }
    reading.release();
    return found;
}

std::vector<core::Snapshot> EntityTable::open(const EntityScope& scope)
{
    const auto kind = core::to_string(scope.kind);
    std::vector<core::Snapshot> found;
    auto row = scope.place == EntityScope::Place::any ? sql_->open.query(source_.value, kind)
               : scope.place == EntityScope::Place::origin
                   ? sql_->open_by_origin.query(source_.value, kind, scope.facility)
                   : sql_->open_by_destination.query(source_.value, kind, scope.facility);
    while (row.next())
        found.push_back(sql_->read(row));
    return found;
}

std::int64_t EntityTable::count(const EntityScope& scope)
{
    assert((scope.place == EntityScope::Place::any) == scope.facility.empty());
    auto row =
        sql_->count.query(source_.value, core::to_string(scope.kind), to_string(scope.place), scope.facility);
    return row.next() ? row.get<std::int64_t>(0) : 0;
}

std::vector<core::Snapshot> EntityTable::some(const EntityScope& scope, int limit)
{
    const auto at = [&scope](EntityScope::Place place) {
        return scope.place == place ? std::string_view(scope.facility) : std::string_view();
    };
    std::vector<core::Snapshot> found;
    auto row = sql_->some.query(source_.value, core::to_string(scope.kind), at(EntityScope::Place::origin),
                                at(EntityScope::Place::destination), limit);
    while (row.next())
        found.push_back(sql_->read(row));
    return found;
}

std::int64_t EntityTable::count_since(core::EntityKind kind, std::string_view origin_id, std::string_view day)
{
    auto row = sql_->count_since.query(source_.value, core::to_string(kind), origin_id, day);
    return row.next() ? row.get<std::int64_t>(0) : 0;
}

void EntityTable::put(core::EntityKind kind, const core::Snapshot& snapshot, bool open)
{
    sql_->put.execute(source_.value, core::to_string(kind), snapshot.id, snapshot.watched.dump(),
                      Json(snapshot.occurrences).dump(), snapshot.label, snapshot.origin_id,
                      snapshot.destination_id, open, snapshot.gone, snapshot.missing);
}

void EntityTable::forget(core::EntityKind kind, std::string_view origin_id, std::string_view day)
{
    sql_->uncount.execute(source_.value, core::to_string(kind), origin_id, day);
    sql_->forget.execute(source_.value, core::to_string(kind), origin_id, day);
}

}  // namespace webhookd::store
