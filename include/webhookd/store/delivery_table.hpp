#pragma once
// The outbox: one row per (event, subscriber), its attempts, and the order between deliveries of one entity
// (P4). A chain is the deliveries of one subscriber that wait for each other, in the order of their events:
// its first unfinished delivery is `pending`, all after it are `waiting`, and whatever changes which one is
// the first changes their states in the same transaction.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "webhookd/store/records.hpp"

namespace webhookd::store {

/// How deliveries of one subscriber wait for each other (`delivery.ordering`).
enum class Chain
{
    by_entity,
    none,
    whole_lane
};
std::string_view to_string(Chain chain);

/// Counts for `status`.
struct Backlog
{
    std::int64_t pending = 0;  ///< pending and waiting
    std::int64_t dead = 0;
    std::optional<Timestamp> oldest_at;  ///< created_at of the oldest unfinished delivery
};

struct DeliveryFilter
{
    std::string subscriber;
    std::optional<DeliveryState> state;
    std::string event_id;
    std::string type;
    std::optional<Timestamp> since;  ///< by created_at
    std::optional<Timestamp> until;
    std::optional<std::int64_t> before;  ///< what follows the delivery of this id in the list: the next page
    int limit = 100;
};

struct Link;

class DeliveryTable
{
  public:
    explicit DeliveryTable(sqlite::Database& database);
    ~DeliveryTable();

    /// Queues an event for a subscriber, due at `due_at`, at its place in the chain (see rechain()): an old
    /// event that is queued late holds back what is pending of younger ones. Throws sqlite::Error when that
    /// subscriber has this event already, or there is no such event.
    void add(std::int64_t event_seq, std::int64_t subscriber_id, Timestamp due_at);

    /// How the deliveries of a subscriber are chained from now on: re-links those that are unfinished. Costs
    /// nothing when nothing changed. The store remembers it, and nobody else says how a delivery is chained:
    /// one that is queued while the `ordering` changes belongs to the old chains or to the new ones, never to
    /// both. By entity until it is called.
    void rechain(std::int64_t subscriber_id, Chain chain);

    /// Up to `limit` deliveries due at `now`, earliest first (then oldest), without those in flight and those
    /// of a chain that has one in flight. A released delivery is due when its event was, not when its
    /// predecessor ended.
    std::vector<DueDelivery> due(std::int64_t subscriber_id, Timestamp now, int limit,
                                 const std::vector<InFlight>& in_flight);
    /// What a lane with an endpoint that is down may probe with: up to `limit` pending deliveries without
    /// those in flight, by when they are due, behind `last`; or the last of those that are due at `now`.
    std::vector<ProbeCandidate> next_probes(std::int64_t subscriber_id,
                                            const std::optional<ProbeCandidate>& last, int limit,
                                            const std::vector<InFlight>& in_flight);
    std::vector<ProbeCandidate> newest_probes(std::int64_t subscriber_id, Timestamp now, int limit,
                                              const std::vector<InFlight>& in_flight);
    /// A pending delivery as due() gives it; null when it is gone.
    std::optional<DueDelivery> load_due(std::int64_t delivery_id);

    /// After the wall clock was set `back`, by so much, or for fear that it was: whatever is pending is due
    /// as much earlier, in `longest` at the latest, and at once where nothing was tried yet.
    void put_clock_back(std::int64_t subscriber_id, Timestamp now, core::Duration back,
                        core::Duration longest);

    /// When the next of them becomes due; null when there is none.
    std::optional<Timestamp> next_due_at(std::int64_t subscriber_id, const std::vector<InFlight>& in_flight);

    /// Records an attempt. Keeps at most 2 KiB of the answer.
    void add_attempt(const AttemptRecord& attempt);

    /// What becomes of a delivery after an attempt. All three do nothing to a delivery that is finished
    /// already. The first two count the attempt that ended it. One that was held back since it was sent, at
    /// `sent_at`, stays waiting: it is sent again in its turn. False when nothing can have become due by it:
    /// it is finished, and nothing of its chain is left.
    bool mark_delivered(std::int64_t delivery_id, Timestamp now, Timestamp sent_at);
    void mark_dead(std::int64_t delivery_id, Timestamp now, std::string_view reason);
    /// Given up without a further attempt; what waited for it goes on. Nothing happens to a finished one.
    void drop(std::int64_t delivery_id, Timestamp now, std::string_view reason);
    /// Stays as it is, pending or waiting: `attempts` counted so far, due again at `next`.
    void mark_retry(std::int64_t delivery_id, int attempts, Timestamp next, std::string_view reason);

    /// A finished (or unfinished) delivery is due again at `now`, its attempts counted from one again; the
    /// event's id stays. A replay repeats the past, so what P4 promises then is the order among what is
    /// unfinished: it waits for those of earlier events of its chain, and those of later events wait for it.
    /// Of several, requeue the oldest first.
    void requeue(std::int64_t delivery_id, Timestamp now);

    std::optional<DeliveryRecord> find(std::int64_t delivery_id);
    std::optional<DeliveryRecord> find(std::int64_t event_seq, std::int64_t subscriber_id);
    /// Newest first.
    std::vector<DeliveryRecord> list(const DeliveryFilter& filter);
    /// Oldest first.
    std::vector<AttemptRecord> attempts(std::int64_t delivery_id);
    /// Costs the same however large it is.
    Backlog backlog(std::int64_t subscriber_id);
    /// True when the subscriber has an unfinished delivery of an event that is not operational.
    bool has_unfinished_changes(std::int64_t subscriber_id);

    /// Removes up to `limit` attempts older than `before` of finished deliveries; returns how many. Goes on
    /// where the last call stopped and begins anew after it returned less than `limit`.
    int remove_attempts_before(Timestamp before, int limit);

    /// Removes up to `limit` deliveries that were never accepted, of subscribers that left the configuration
    /// before `before`; returns how many.
    int remove_owed_to_removed(Timestamp before, int limit);

  private:
    struct Statements;

    /// Of the event among the deliveries of the subscriber, as it has them chained.
    std::optional<std::int64_t> find_chain_key(std::int64_t event_seq, std::int64_t subscriber_id);
    /// Of what is unfinished. Null when nothing is chained.
    std::optional<Link> find_first(std::int64_t subscriber_id, std::optional<std::int64_t> chain);
    /// The state of one that joins; those behind it wait.
    DeliveryState join_chain(std::int64_t subscriber_id, std::optional<std::int64_t> key,
                             std::int64_t event_seq, Timestamp now);
    /// Null when it is finished.
    std::optional<Link> find_link(std::int64_t delivery_id);
    /// `attempts`: how many more count. False when nothing of its chain is left.
    bool finish(const Link& link, DeliveryState state, int attempts, Timestamp now, std::string_view reason);

    std::unique_ptr<Statements> sql_;
};

}  // namespace webhookd::store
