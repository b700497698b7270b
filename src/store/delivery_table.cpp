// The statements of the outbox, and what may become of a delivery: each transition leaves the first
// unfinished one of its chain `pending` and those behind it `waiting`. Lists are in delivery_list.cpp,
// rechain() in chain.cpp.

#include "webhookd/store/delivery_table.hpp"

#include <algorithm>

#include "store/chain.hpp"
#include "store/stored.hpp"

namespace webhookd::store {

namespace {

/// `accepted`: whether one was; null: there were none.
AttemptsSoFar so_far(std::optional<bool> accepted)
{
    if (!accepted) return AttemptsSoFar::none;
    return *accepted ? AttemptsSoFar::accepted : AttemptsSoFar::failed;
}

/// What is in flight, to be found quickly.
class Skipped
{
  public:
    explicit Skipped(const std::vector<InFlight>& in_flight)
    {
        for (const auto& delivery : in_flight) {
            ids_.push_back(delivery.id);
            if (delivery.chain) chains_.push_back(*delivery.chain);
        }
        std::ranges::sort(ids_);
        std::ranges::sort(chains_);
    }

    bool has_id(std::int64_t id) const { return std::ranges::binary_search(ids_, id); }
    bool has_chain(std::optional<std::int64_t> chain) const
    {
        return chain && std::ranges::binary_search(chains_, *chain);
    }

  private:
    std::vector<std::int64_t> ids_;
    std::vector<std::int64_t> chains_;
};

}  // namespace

// OR FAIL: what a refused statement has written is undone with its job (group_commit.cpp), so SQLite need not
// keep a copy of every page for each statement.
DeliveryTable::DeliveryTable(sqlite::Database& database)
    : attempts_(database),
      list_(database),
      insert_(database, R"sql(
          INSERT OR FAIL INTO delivery (event_seq, subscriber_id, chain, state, attempts, due_at, last_error)
          VALUES (?1, ?2, ?3, ?4, 0, ?5, ''))sql"),
      find_link_(database, R"sql(
          SELECT id, event_seq, subscriber_id, chain, state = 'waiting', last_error != '', due_at
          FROM delivery WHERE id = ?1 AND finished_at IS NULL)sql"),
      finish_(database, R"sql(
          UPDATE OR FAIL delivery
          SET state = ?2, attempts = attempts + ?3, due_at = NULL, finished_at = ?4, last_error = ?5
          WHERE id = ?1)sql"),
      find_first_(database, R"sql(
          SELECT id, event_seq, subscriber_id, chain, state = 'waiting', last_error != '', due_at
          FROM delivery WHERE subscriber_id = ?1 AND chain = ?2 AND finished_at IS NULL
          ORDER BY event_seq LIMIT 1)sql"),
      move_(database, "UPDATE OR FAIL delivery SET state = ?2, due_at = ?3 WHERE id = ?1"),
      retry_(database, R"sql(
          UPDATE OR FAIL delivery SET attempts = ?2, due_at = ?3, last_error = ?4
          WHERE id = ?1 AND finished_at IS NULL)sql"),
      find_subject_(database, R"sql(
          SELECT s.ordering, e.source_id, e.entity
          FROM subscriber AS s CROSS JOIN event AS e ON e.seq = ?2 WHERE s.id = ?1)sql"),
      find_place_(database, "SELECT event_seq, subscriber_id, state, chain FROM delivery WHERE id = ?1"),
      requeue_(database, R"sql(
          UPDATE OR FAIL delivery
          SET chain = ?2, state = ?3, due_at = ?4, attempts = 0, finished_at = NULL, last_error = ''
          WHERE id = ?1)sql"),
      due_(database, R"sql(
          SELECT id FROM delivery
          WHERE subscriber_id = ?1 AND state = 'pending' AND due_at <= ?2 ORDER BY due_at, id)sql"),
      load_due_(database, R"sql(
          SELECT d.id, d.event_seq, e.id, e.type, e.entity, e.body, d.attempts, e.created_at, d.chain,
                 (SELECT max(outcome = 'delivered') FROM attempt WHERE delivery_id = d.id)
          FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq WHERE d.id = ?1)sql"),
      put_clock_back_(database, R"sql(
          UPDATE OR FAIL delivery
          SET due_at = iif(last_error = '', ?2, max(?2, min(due_at - ?3, ?2 + ?4)))
          WHERE subscriber_id = ?1 AND state = 'pending' AND due_at > ?2
            AND (?3 > 0 OR last_error = '' OR due_at > ?2 + ?4))sql"),
      next_probes_(database, R"sql(
          SELECT d.id, d.due_at, d.chain, e.type
          FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
          WHERE d.subscriber_id = ?1 AND d.state = 'pending' AND d.due_at >= ?2
            AND (d.due_at > ?2 OR d.id > ?3)
          ORDER BY d.due_at, d.id)sql"),
      newest_probes_(database, R"sql(
          SELECT d.id, d.due_at, d.chain, e.type
          FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
          WHERE d.subscriber_id = ?1 AND d.state = 'pending' AND d.due_at <= ?2
          ORDER BY d.due_at DESC, d.id DESC)sql"),
      pending_(database, R"sql(
          SELECT id, due_at, chain FROM delivery
          WHERE subscriber_id = ?1 AND state = 'pending' ORDER BY due_at)sql"),
      count_(database, "SELECT unfinished, dead FROM delivery_count WHERE subscriber_id = ?1"),
      oldest_(database, R"sql(
          SELECT e.created_at FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
          WHERE d.subscriber_id = ?1 AND d.finished_at IS NULL ORDER BY d.event_seq LIMIT 1)sql"),
      // As core::is_operational(); GLOB, because LIKE ignores case.
      find_change_(database, R"sql(
          SELECT 1 FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
          WHERE d.subscriber_id = ?1 AND d.finished_at IS NULL AND e.type NOT GLOB 'webhookd.*'
          LIMIT 1)sql"),
      find_ordering_(database, "SELECT ordering FROM subscriber WHERE id = ?1"),
      put_ordering_(database, "UPDATE subscriber SET ordering = ?2 WHERE id = ?1"),
      unfinished_page_(database, R"sql(
          SELECT d.id, d.event_seq, e.source_id, e.entity
          FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
          WHERE d.subscriber_id = ?1 AND d.event_seq > ?2 AND d.finished_at IS NULL
          ORDER BY d.event_seq LIMIT 1000)sql"),
      relink_(database, "UPDATE OR FAIL delivery SET chain = ?2, state = ?3 WHERE id = ?1"),
      removed_(database, "SELECT id FROM subscriber WHERE configured = 0 AND removed_at < ?1"),
      // The newest first: should the subscriber come back meanwhile, none of what is left waits for one that
      // is gone.
      owed_(database, R"sql(
          SELECT id FROM delivery WHERE subscriber_id = ?1 AND finished_at IS NULL
          ORDER BY event_seq DESC LIMIT ?2)sql"),
      dead_(database, "SELECT id FROM delivery WHERE subscriber_id = ?1 AND state = 'dead' LIMIT ?2"),
      remove_attempts_(database, "DELETE FROM attempt WHERE delivery_id = ?1"),
      remove_(database, "DELETE FROM delivery WHERE id = ?1")
{
}

namespace {

std::optional<Link> read_link(sqlite::Cursor row)
{
    if (!row.next()) return std::nullopt;
    return Link{.id = row.get<std::int64_t>(0),
                .event_seq = row.get<std::int64_t>(1),
                .subscriber_id = row.get<std::int64_t>(2),
                .chain = row.get<std::optional<std::int64_t>>(3),
                .waiting = row.get<bool>(4),
                .tried = row.get<bool>(5),
                .due_at = row.get<Timestamp>(6)};
}

}  // namespace

std::optional<Link> DeliveryTable::find_link(std::int64_t delivery_id)
{
    return read_link(find_link_.query(delivery_id));
}

std::optional<Link> DeliveryTable::find_first(std::int64_t subscriber_id, std::optional<std::int64_t> chain)
{
    return chain ? read_link(find_first_.query(subscriber_id, *chain)) : std::nullopt;
}

DeliveryState DeliveryTable::join_chain(std::int64_t subscriber_id, std::optional<std::int64_t> key,
                                        std::int64_t event_seq, Timestamp now)
{
    const auto first = find_first(subscriber_id, key);
    const auto state = state_behind(first, event_seq);
    if (first && state == DeliveryState::pending)
        move_.execute(first->id, to_string(DeliveryState::waiting), due_when_held_back(*first, now));
    return state;
}

void DeliveryTable::add(std::int64_t event_seq, std::int64_t subscriber_id, Timestamp due_at)
{
    const auto key = find_chain_key(event_seq, subscriber_id);
    const auto state = join_chain(subscriber_id, key, event_seq, due_at);
    insert_.execute(event_seq, subscriber_id, key, to_string(state), due_at);
}

std::vector<DueDelivery> DeliveryTable::due(std::int64_t subscriber_id, Timestamp now, int limit,
                                            const std::vector<InFlight>& in_flight)
{
    const Skipped skipped(in_flight);
    std::vector<DueDelivery> found;
    auto ids = due_.query(subscriber_id, now);
    while (found.size() < static_cast<std::size_t>(limit) && ids.next()) {
        const auto id = ids.get<std::int64_t>(0);
        if (skipped.has_id(id)) continue;
        auto delivery = load_due(id);
        if (delivery && !skipped.has_chain(delivery->chain)) found.push_back(std::move(*delivery));
    }
    return found;
}

std::optional<DueDelivery> DeliveryTable::load_due(std::int64_t delivery_id)
{
    auto row = load_due_.query(delivery_id);
    if (!row.next()) return std::nullopt;
    return DueDelivery{.id = row.get<std::int64_t>(0),
                       .event_seq = row.get<std::int64_t>(1),
                       .event_id = row.get<std::string>(2),
                       .type = row.get<std::string>(3),
                       .entity = row.get<std::string>(4),
                       .body = row.get<std::string>(5),
                       .chain = row.get<std::optional<std::int64_t>>(8),
                       .attempts = row.get<int>(6),
                       .created_at = row.get<Timestamp>(7),
                       .so_far = so_far(row.get<std::optional<bool>>(9))};
}

namespace {

std::vector<ProbeCandidate> first_free(sqlite::Cursor row, int limit, const Skipped& skipped)
{
    std::vector<ProbeCandidate> found;
    while (found.size() < static_cast<std::size_t>(limit) && row.next()) {
        const auto id = row.get<std::int64_t>(0);
        if (skipped.has_id(id) || skipped.has_chain(row.get<std::optional<std::int64_t>>(2))) continue;
        found.push_back({.id = id, .due_at = row.get<Timestamp>(1), .type = row.get<std::string>(3)});
    }
    return found;
}

}  // namespace

std::vector<ProbeCandidate> DeliveryTable::next_probes(std::int64_t subscriber_id,
                                                       const std::optional<ProbeCandidate>& last, int limit,
                                                       const std::vector<InFlight>& in_flight)
{
    const auto behind = last.value_or(ProbeCandidate{.id = 0, .due_at = Timestamp::min(), .type = {}});
    return first_free(next_probes_.query(subscriber_id, behind.due_at, behind.id), limit, Skipped(in_flight));
}

std::vector<ProbeCandidate> DeliveryTable::newest_probes(std::int64_t subscriber_id, Timestamp now, int limit,
                                                         const std::vector<InFlight>& in_flight)
{
    return first_free(newest_probes_.query(subscriber_id, now), limit, Skipped(in_flight));
}

void DeliveryTable::put_clock_back(std::int64_t subscriber_id, Timestamp now, core::Duration back,
                                   core::Duration longest)
{
    put_clock_back_.execute(subscriber_id, now, back.count(), longest.count());
}

std::optional<Timestamp> DeliveryTable::next_due_at(std::int64_t subscriber_id,
                                                    const std::vector<InFlight>& in_flight)
{
    const Skipped skipped(in_flight);
    for (auto row = pending_.query(subscriber_id); row.next();) {
        if (skipped.has_id(row.get<std::int64_t>(0))) continue;
        if (skipped.has_chain(row.get<std::optional<std::int64_t>>(2))) continue;
        return row.get<Timestamp>(1);
    }
    return std::nullopt;
}

bool DeliveryTable::mark_delivered(std::int64_t delivery_id, Timestamp now, Timestamp sent_at)
{
    const auto link = find_link(delivery_id);
    if (!link || was_held_back(*link, sent_at)) return true;
    return finish(*link, DeliveryState::delivered, 1, now, {});
}

void DeliveryTable::mark_dead(std::int64_t delivery_id, Timestamp now, std::string_view reason)
{
    if (const auto link = find_link(delivery_id)) finish(*link, DeliveryState::dead, 1, now, reason);
}

void DeliveryTable::drop(std::int64_t delivery_id, Timestamp now, std::string_view reason)
{
    if (const auto link = find_link(delivery_id)) finish(*link, DeliveryState::dead, 0, now, reason);
}

bool DeliveryTable::finish(const Link& link, DeliveryState state, int attempts, Timestamp now,
                           std::string_view reason)
{
    finish_.execute(link.id, to_string(state), attempts, now, reason);
    const auto first = find_first(link.subscriber_id, link.chain);
    if (first && first->waiting)
        move_.execute(first->id, to_string(DeliveryState::pending), due_when_released(*first, now));
    return first.has_value();
}

void DeliveryTable::mark_retry(std::int64_t delivery_id, int attempts, Timestamp next,
                               std::string_view reason)
{
    retry_.execute(delivery_id, attempts, next, reason);
}

void DeliveryTable::requeue(std::int64_t delivery_id, Timestamp now)
{
    std::optional<std::int64_t> key;
    auto state = DeliveryState::pending;
    {
        auto row = find_place_.query(delivery_id);
        if (!row.next()) return;
        const auto event_seq = row.get<std::int64_t>(0);
        const auto subscriber_id = row.get<std::int64_t>(1);
        state = stored_word(row, 2, find_delivery_state);
        key = row.get<std::optional<std::int64_t>>(3);
        if (state == DeliveryState::delivered || state == DeliveryState::dead) {
            // The subscriber's ordering may have changed since this delivery was finished.
            key = find_chain_key(event_seq, subscriber_id);
            state = join_chain(subscriber_id, key, event_seq, now);
        }
    }
    requeue_.execute(delivery_id, key, to_string(state), now);
}

Backlog DeliveryTable::backlog(std::int64_t subscriber_id)
{
    Backlog backlog;
    if (auto row = count_.query(subscriber_id); row.next()) {
        backlog.pending = row.get<std::int64_t>(0);
        backlog.dead = row.get<std::int64_t>(1);
    }
    if (backlog.pending == 0) return backlog;
    if (auto row = oldest_.query(subscriber_id); row.next()) backlog.oldest_at = row.get<Timestamp>(0);
    return backlog;
}

bool DeliveryTable::has_unfinished_changes(std::int64_t subscriber_id)
{
    return find_change_.query(subscriber_id).next();
}

int DeliveryTable::remove_owed_to_removed(Timestamp before, int limit)
{
    std::vector<std::int64_t> ids;
    const auto collect = [&](sqlite::Statement& statement, std::int64_t subscriber) {
        auto row = statement.query(subscriber, limit - static_cast<int>(ids.size()));
        while (row.next())
            ids.push_back(row.get<std::int64_t>(0));
    };
    for (auto subscriber = removed_.query(before); subscriber.next();) {
        collect(owed_, subscriber.get<std::int64_t>(0));
        collect(dead_, subscriber.get<std::int64_t>(0));
    }
    for (const auto id : ids) {
        remove_attempts_.execute(id);
        remove_.execute(id);
    }
    return static_cast<int>(ids.size());
}

}  // namespace webhookd::store
