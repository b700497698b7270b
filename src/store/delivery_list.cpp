// One SELECT with the whole filter, prepared for four ways into the data: an event's, what is unfinished for
// a subscriber, what is dead, the newest. The filter decides which one is taken.

#include "store/delivery_parts.hpp"
#include "store/stored.hpp"

namespace webhookd::store {

namespace {

constexpr std::string_view delivery_columns = R"sql(
    SELECT d.id, d.event_seq, e.id, e.type, e.entity, d.subscriber_id, s.name, d.state, d.attempts,
           e.created_at, d.due_at, d.finished_at, d.last_error )sql";

DeliveryRecord read_delivery(const sqlite::Cursor& row)
{
    DeliveryRecord record{.id = row.get<std::int64_t>(0),
                          .event_seq = row.get<std::int64_t>(1),
                          .event_id = row.get<std::string>(2),
                          .type = row.get<std::string>(3),
                          .entity = row.get<std::string>(4),
                          .subscriber_id = row.get<std::int64_t>(5),
                          .subscriber = row.get<std::string>(6),
                          .state = stored_word(row, 7, find_delivery_state),
                          .attempts = row.get<int>(8),
                          .created_at = row.get<Timestamp>(9),
                          .next_attempt_at = std::nullopt,
                          .finished_at = row.get<std::optional<Timestamp>>(11),
                          .last_error = row.get<std::string>(12)};
    if (record.state == DeliveryState::pending) record.next_attempt_at = row.get<Timestamp>(10);
    return record;
}

/// A listing whose way into the data is `from` (which joins d, e and s) and `condition`; then the whole
/// filter. The unary plus keeps the planner from choosing another way.
std::string listing(std::string_view from, std::string_view condition)
{
    return std::string(delivery_columns) + std::string(from) + " WHERE " + std::string(condition) + R"sql(
        AND (?1 = '' OR +d.subscriber_id = (SELECT id FROM subscriber WHERE name = ?1))
        AND (?2 IS NULL OR +d.state = ?2)
        AND (?3 = '' OR +e.id = ?3)
        AND (?4 = '' OR e.type = ?4)
        AND (?5 IS NULL OR e.created_at >= ?5)
        AND (?6 IS NULL OR e.created_at < ?6)
        AND (?8 IS NULL OR d.event_seq < ?8 OR (d.event_seq = ?8 AND d.id < ?9))
        ORDER BY d.event_seq DESC, d.id DESC LIMIT ?7)sql";
}

constexpr std::string_view delivery_first = R"sql(
    FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
         CROSS JOIN subscriber AS s ON s.id = d.subscriber_id)sql";

constexpr std::string_view event_first = R"sql(
    FROM event AS e CROSS JOIN delivery AS d ON d.event_seq = e.seq
         CROSS JOIN subscriber AS s ON s.id = d.subscriber_id)sql";

}  // namespace

DeliveryList::DeliveryList(sqlite::Database& database)
    : find_(database, std::string(delivery_columns) + std::string(delivery_first) + " WHERE d.id = ?1"),
      find_of_event_(database, std::string(delivery_columns) + std::string(delivery_first) +
                                   " WHERE d.event_seq = ?1 AND d.subscriber_id = ?2"),
      by_event_(database, listing(event_first, "e.id = ?3")),
      unfinished_(database, listing(delivery_first,
                                    "d.subscriber_id = (SELECT id FROM subscriber WHERE name = ?1) "
                                    "AND d.finished_at IS NULL")),
      dead_(database, listing(delivery_first, "d.state = 'dead'")),
      // Only a part of the events can be in the given time; the clock may have been set back between two of
      // them.
      newest_(database, listing(delivery_first, R"sql(
          d.event_seq >= CASE WHEN ?5 IS NULL THEN 0
                              ELSE coalesce((SELECT min(seq) FROM event WHERE created_at >= ?5), 1 << 62) END
          AND d.event_seq <= min(CASE WHEN ?6 IS NULL THEN 1 << 62
                                      ELSE coalesce((SELECT max(seq) FROM event WHERE created_at < ?6), 0)
                                      END, coalesce(?8, 1 << 62)))sql")),
      // Of the delivery itself; of the one before it, should retention have removed it meanwhile.
      position_of_(database, "SELECT event_seq FROM delivery WHERE id <= ?1 ORDER BY id DESC LIMIT 1")
{
}

std::optional<DeliveryRecord> DeliveryList::find(std::int64_t delivery_id)
{
    auto row = find_.query(delivery_id);
    if (!row.next()) return std::nullopt;
    return read_delivery(row);
}

std::optional<DeliveryRecord> DeliveryList::find(std::int64_t event_seq, std::int64_t subscriber_id)
{
    auto row = find_of_event_.query(event_seq, subscriber_id);
    if (!row.next()) return std::nullopt;
    return read_delivery(row);
}

std::vector<DeliveryRecord> DeliveryList::list(const DeliveryFilter& filter)
{
    const bool unfinished = filter.state == DeliveryState::pending || filter.state == DeliveryState::waiting;
    auto& statement = !filter.event_id.empty()                   ? by_event_
                      : unfinished && !filter.subscriber.empty() ? unfinished_
                      : filter.state == DeliveryState::dead      ? dead_
                                                                 : newest_;
    const auto state = filter.state ? std::optional(to_string(*filter.state)) : std::nullopt;
    std::optional<std::int64_t> position;
    if (filter.before) {
        auto row = position_of_.query(*filter.before);
        if (!row.next()) return {};
        position = row.get<std::int64_t>(0);
    }
    std::vector<DeliveryRecord> found;
    auto row = statement.query(filter.subscriber, state, filter.event_id, filter.type, filter.since,
                               filter.until, filter.limit, position, filter.before);
    while (row.next())
        found.push_back(read_delivery(row));
    return found;
}

}  // namespace webhookd::store
