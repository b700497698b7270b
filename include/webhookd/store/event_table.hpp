#pragma once
// Events as emitted: id, type and the exact bytes that every attempt sends.

#include <memory>
#include <vector>

#include "webhookd/store/records.hpp"

namespace webhookd::store {

struct EventFilter
{
    std::string type;                ///< exact; empty = all
    std::string entity;              ///< exact `<kind>:<id>`, or just the id; empty = all
    std::optional<Timestamp> since;  ///< by created_at
    std::optional<Timestamp> until;
    std::optional<std::int64_t> before;  ///< what follows the event of this seq in the list: the next page
    int limit = 100;
};

class EventTable
{
  public:
    EventTable(sqlite::Database& database, SourceId source);
    ~EventTable();

    /// Stores an event and returns its seq; null when the id is already there (the same thing happened
    /// already: restored backup, P3).
    std::optional<std::int64_t> add(const core::Event& event, std::string_view stream, Timestamp now);

    std::optional<EventRecord> find(std::string_view event_id);
    /// Newest first.
    std::vector<EventRecord> list(const EventFilter& filter);

    struct SeqRange
    {
        std::int64_t first = 0;
        std::int64_t last = 0;
    };
    /// Where the events created in [since, until) are: none outside, others may lie between, should the clock
    /// have been set back. Null when there are none.
    std::optional<SeqRange> seqs_between(Timestamp since, Timestamp until);
    /// Up to `limit` events of a higher seq, in the order of seq.
    std::vector<EventRecord> after(std::int64_t seq, int limit);

    /// Removes up to `limit` events created before `before` that have no pending, waiting or dead delivery;
    /// deliveries and attempts go with them. Returns how many events went. Never removes undelivered work
    /// (`store.retention`). Goes on where the last call stopped and begins anew after it returned less
    /// than `limit`.
    int remove_before(Timestamp before, int limit);

  private:
    struct Statements;

    struct Position
    {
        Timestamp created_at;
        std::int64_t seq = 0;
    };

    std::vector<std::int64_t> next_removable(Timestamp before, int limit);

    SourceId source_;
    Position position_;  ///< where retention stopped; only in memory, so that a restart begins a new pass
    std::unique_ptr<Statements> sql_;
};

}  // namespace webhookd::store
