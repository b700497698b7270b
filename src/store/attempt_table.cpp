// The statements of the log of attempts, which are numbered within their delivery; retention goes through it
// piece by piece and remembers where it stopped.

#include "store/delivery_parts.hpp"

#include <limits>

namespace webhookd::store {

namespace {

constexpr std::size_t max_answer = 2048;

AttemptRecord read_attempt(const sqlite::Cursor& row)
{
    return {.id = row.get<std::int64_t>(0),
            .delivery_id = row.get<std::int64_t>(1),
            .number = row.get<int>(2),
            .started_at = row.get<Timestamp>(3),
            .duration = row.get<core::Duration>(4),
            .outcome = row.get<std::string>(5),
            .status = row.get<std::optional<int>>(6),
            .detail = row.get<std::string>(7),
            .answer = row.get<std::string>(8),
            .probe = row.get<bool>(9)};
}

}  // namespace

AttemptTable::AttemptTable(sqlite::Database& database)
    : insert_(database, R"sql(
          INSERT INTO attempt (delivery_id, ordinal, number, started_at, duration_ms, outcome, status, detail,
                               answer, probe)
          VALUES (?1, coalesce((SELECT max(ordinal) FROM attempt WHERE delivery_id = ?1), 0) + 1,
                  ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))sql"),
      of_delivery_(database, R"sql(
          SELECT ordinal, delivery_id, number, started_at, duration_ms, outcome, status, detail, answer, probe
          FROM attempt WHERE delivery_id = ?1 ORDER BY ordinal)sql"),
      // Stops at the first delivery that was queued after `before`: no attempt of it or of a later one is
      // older.
      from_position_(database, R"sql(
          SELECT a.delivery_id, a.ordinal
          FROM attempt AS a CROSS JOIN delivery AS d ON d.id = a.delivery_id
          WHERE (a.delivery_id, a.ordinal) > (?2, ?3)
            AND a.delivery_id < coalesce(
                (SELECT id FROM delivery
                 WHERE event_seq >= (SELECT min(seq) FROM event WHERE created_at >= ?1)
                 ORDER BY event_seq LIMIT 1), ?5)
            AND a.started_at < ?1 AND d.finished_at IS NOT NULL
          ORDER BY a.delivery_id, a.ordinal LIMIT ?4)sql"),
      remove_(database, "DELETE FROM attempt WHERE delivery_id = ?1 AND ordinal = ?2")
{
}

void AttemptTable::add(const AttemptRecord& attempt)
{
    const auto answer = std::string_view(attempt.answer).substr(0, max_answer);
    insert_.execute(attempt.delivery_id, attempt.number, attempt.started_at, attempt.duration,
                    attempt.outcome, attempt.status, attempt.detail, sqlite::Blob{answer}, attempt.probe);
}

std::vector<AttemptRecord> AttemptTable::of(std::int64_t delivery_id)
{
    std::vector<AttemptRecord> found;
    for (auto row = of_delivery_.query(delivery_id); row.next();)
        found.push_back(read_attempt(row));
    return found;
}

int AttemptTable::remove_before(Timestamp before, int limit)
{
    std::vector<Position> removable;
    {
        auto row = from_position_.query(before, position_.delivery_id, position_.ordinal, limit,
                                        std::numeric_limits<std::int64_t>::max());
        while (row.next())
            removable.push_back({row.get<std::int64_t>(0), row.get<std::int64_t>(1)});
    }
    for (const auto& attempt : removable)
        remove_.execute(attempt.delivery_id, attempt.ordinal);
    const auto found = static_cast<int>(removable.size());
    position_ = found < limit ? Position{} : removable.back();
    return found;
}

}  // namespace webhookd::store
