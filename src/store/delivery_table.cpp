// What may become of a delivery: each transition leaves the first unfinished one of its chain `pending` and
// those behind it `waiting`. The statements are in delivery_parts.hpp, lists in delivery_list.cpp, rechain()
// in chain.cpp.

#include "webhookd/store/delivery_table.hpp"

#include <algorithm>

#include "store/chain.hpp"
#include "store/delivery_parts.hpp"
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

DeliveryTable::DeliveryTable(sqlite::Database& database) : sql_(std::make_unique<Statements>(database)) {}

DeliveryTable::~DeliveryTable() = default;

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
    return read_link(sql_->find_link.query(delivery_id));
}

std::optional<Link> DeliveryTable::find_first(std::int64_t subscriber_id, std::optional<std::int64_t> chain)
{
    return chain ? read_link(sql_->find_first.query(subscriber_id, *chain)) : std::nullopt;
}

DeliveryState DeliveryTable::join_chain(std::int64_t subscriber_id, std::optional<std::int64_t> key,
                                        std::int64_t event_seq, Timestamp now)
{
    const auto first = find_first(subscriber_id, key);
    const auto state = state_behind(first, event_seq);
    if (first && state == DeliveryState::pending)
        sql_->move.execute(first->id, to_string(DeliveryState::waiting), due_when_held_back(*first, now));
    return state;
}

void DeliveryTable::add(std::int64_t event_seq, std::int64_t subscriber_id, Timestamp due_at)
{
    const auto key = find_chain_key(event_seq, subscriber_id);
    const auto state = join_chain(subscriber_id, key, event_seq, due_at);
    sql_->insert.execute(event_seq, subscriber_id, key, to_string(state), due_at);
}

std::vector<DueDelivery> DeliveryTable::due(std::int64_t subscriber_id, Timestamp now, int limit,
                                            const std::vector<InFlight>& in_flight)
{
    const Skipped skipped(in_flight);
    std::vector<DueDelivery> found;
    auto ids = sql_->due.query(subscriber_id, now);
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
    auto row = sql_->load_due.query(delivery_id);
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
    return first_free(sql_->next_probes.query(subscriber_id, behind.due_at, behind.id), limit,
                      Skipped(in_flight));
}

std::vector<ProbeCandidate> DeliveryTable::newest_probes(std::int64_t subscriber_id, Timestamp now, int limit,
                                                         const std::vector<InFlight>& in_flight)
{
    return first_free(sql_->newest_probes.query(subscriber_id, now), limit, Skipped(in_flight));
}

void DeliveryTable::put_clock_back(std::int64_t subscriber_id, Timestamp now, core::Duration back,
                                   core::Duration longest)
{
    sql_->put_clock_back.execute(subscriber_id, now, back.count(), longest.count());
}

std::optional<Timestamp> DeliveryTable::next_due_at(std::int64_t subscriber_id,
                                                    const std::vector<InFlight>& in_flight)
{
    const Skipped skipped(in_flight);
    for (auto row = sql_->pending.query(subscriber_id); row.next();) {
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
    sql_->finish.execute(link.id, to_string(state), attempts, now, reason);
    const auto first = find_first(link.subscriber_id, link.chain);
    if (first && first->waiting)
        sql_->move.execute(first->id, to_string(DeliveryState::pending), due_when_released(*first, now));
    return first.has_value();
}

void DeliveryTable::mark_retry(std::int64_t delivery_id, int attempts, Timestamp next,
                               std::string_view reason)
{
    sql_->retry.execute(delivery_id, attempts, next, reason);
}

void DeliveryTable::requeue(std::int64_t delivery_id, Timestamp now)
{
    std::optional<std::int64_t> key;
    auto state = DeliveryState::pending;
    {
        auto row = sql_->find_place.query(delivery_id);
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
    sql_->requeue.execute(delivery_id, key, to_string(state), now);
}

Backlog DeliveryTable::backlog(std::int64_t subscriber_id)
{
    Backlog backlog;
    if (auto row = sql_->count.query(subscriber_id); row.next()) {
        backlog.pending = row.get<std::int64_t>(0);
        backlog.dead = row.get<std::int64_t>(1);
    }
    if (backlog.pending == 0) return backlog;
    if (auto row = sql_->oldest.query(subscriber_id); row.next()) backlog.oldest_at = row.get<Timestamp>(0);
    return backlog;
}

bool DeliveryTable::has_unfinished_changes(std::int64_t subscriber_id)
{
    return sql_->find_change.query(subscriber_id).next();
}

int DeliveryTable::remove_owed_to_removed(Timestamp before, int limit)
{
    std::vector<std::int64_t> ids;
    const auto collect = [&](sqlite::Statement& statement, std::int64_t subscriber) {
        auto row = statement.query(subscriber, limit - static_cast<int>(ids.size()));
        while (row.next())
            ids.push_back(row.get<std::int64_t>(0));
    };
    for (auto subscriber = sql_->removed.query(before); subscriber.next();) {
        collect(sql_->owed, subscriber.get<std::int64_t>(0));
        collect(sql_->dead, subscriber.get<std::int64_t>(0));
    }
    for (const auto id : ids) {
        sql_->remove_attempts.execute(id);
        sql_->remove.execute(id);
    }
    return static_cast<int>(ids.size());
}

void DeliveryTable::add_attempt(const AttemptRecord& attempt)
{
    sql_->attempts.add(attempt);
}

std::optional<DeliveryRecord> DeliveryTable::find(std::int64_t delivery_id)
{
    return sql_->list.find(delivery_id);
}

std::optional<DeliveryRecord> DeliveryTable::find(std::int64_t event_seq, std::int64_t subscriber_id)
{
    return sql_->list.find(event_seq, subscriber_id);
}

std::vector<DeliveryRecord> DeliveryTable::list(const DeliveryFilter& filter)
{
    return sql_->list.list(filter);
}

std::vector<AttemptRecord> DeliveryTable::attempts(std::int64_t delivery_id)
{
    return sql_->attempts.of(delivery_id);
}

int DeliveryTable::remove_attempts_before(Timestamp before, int limit)
{
    return sql_->attempts.remove_before(before, limit);
}

}  // namespace webhookd::store
