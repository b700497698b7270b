#pragma once
// The outbox: one row per (event, subscriber), its attempts, and the order between deliveries of one entity (P4). A
// delivery that has an unfinished predecessor is `waiting`; finishing a delivery releases its successor in the same transaction.

#include <vector>

#include "webhookd/sqlite/database.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::store {

/// How deliveries of one subscriber wait for each other (design.md 4 `ordering`).
enum class Chain { by_entity, none, whole_lane };

struct DeliveryFilter
{
    std::string subscriber;
    std::optional<DeliveryState> state;
    std::string event_id;
    std::string type;
    std::optional<Timestamp> since;  ///< by created_at
    std::optional<Timestamp> until;
    int limit = 100;
};

/// Counts for `status`.
struct Backlog
{
    std::int64_t pending = 0;  ///< pending and waiting
    std::int64_t dead = 0;
    std::optional<Timestamp> oldest_at;  ///< created_at of the oldest unfinished delivery
};

class DeliveryTable
{
  public:
    explicit DeliveryTable(sqlite::Database& database);

    /// Queues an event for a subscriber, due at `due_at`; `waiting` if the chain has an unfinished delivery.
    void add(std::int64_t event_seq, std::int64_t subscriber_id, std::string_view entity, Chain chain, Timestamp due_at);

    /// Re-links the unfinished deliveries of a subscriber whose `ordering` changed.
    void rechain(std::int64_t subscriber_id, Chain chain);

    /// Up to `limit` deliveries due at `now`, earliest first, without those in `excluded` (already in flight).
    std::vector<DueDelivery> due(std::int64_t subscriber_id, Timestamp now, int limit, const std::vector<std::int64_t>& excluded);
    /// When the next pending delivery becomes due, those in `excluded` left out; null when there is none.
    std::optional<Timestamp> next_due_at(std::int64_t subscriber_id, const std::vector<std::int64_t>& excluded);

    /// Records an attempt and what becomes of its delivery. `add_attempt` keeps at most 2 KiB of the answer.
    void add_attempt(const AttemptRecord& attempt);
    void mark_delivered(std::int64_t delivery_id, Timestamp now);
    void mark_dead(std::int64_t delivery_id, Timestamp now, std::string_view reason);
    /// Stays pending: `attempts` counted so far, due again at `next`.
    void mark_retry(std::int64_t delivery_id, int attempts, Timestamp next, std::string_view reason);
    /// A finished (or unfinished) delivery is due again at `now`, its attempts counted from one again; the event's id stays.
    void requeue(std::int64_t delivery_id, Timestamp now);

    std::optional<DeliveryRecord> find(std::int64_t delivery_id);
    std::vector<DeliveryRecord> list(const DeliveryFilter& filter);  ///< newest first
    std::vector<AttemptRecord> attempts(std::int64_t delivery_id);   ///< oldest first
    Backlog backlog(std::int64_t subscriber_id);
    /// Removes up to `limit` attempts older than `before` of finished deliveries; returns how many.
    int remove_attempts_before(Timestamp before, int limit);
};

}  // namespace webhookd::store
