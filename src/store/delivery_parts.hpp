#pragma once
// What DeliveryTable is made of: the log of attempts, the lists that people look at, and its statements.

#include <optional>
#include <vector>

#include "webhookd/store/delivery_table.hpp"
#include "webhookd/store/sqlite/statement.hpp"

namespace webhookd::store {

/// The log of attempts: every POST of every delivery.
class AttemptTable
{
  public:
    explicit AttemptTable(sqlite::Database& database);

    void add(const AttemptRecord& attempt);
    /// Oldest first.
    std::vector<AttemptRecord> of(std::int64_t delivery_id);
    /// See DeliveryTable::remove_attempts_before().
    int remove_before(Timestamp before, int limit);

  private:
    struct Position
    {
        std::int64_t delivery_id = 0;
        std::int64_t ordinal = 0;
    };

    sqlite::Statement insert_;
    sqlite::Statement of_delivery_;
    sqlite::Statement from_position_;
    sqlite::Statement remove_;
    Position position_;  ///< where retention stopped; only in memory, so that a restart begins a new pass
};

/// Deliveries as people look at them: by id, or newest first through a filter.
class DeliveryList
{
  public:
    explicit DeliveryList(sqlite::Database& database);

    std::optional<DeliveryRecord> find(std::int64_t delivery_id);
    /// That of an event for a subscriber.
    std::optional<DeliveryRecord> find(std::int64_t event_seq, std::int64_t subscriber_id);
    /// Newest event first.
    std::vector<DeliveryRecord> list(const DeliveryFilter& filter);

  private:
    sqlite::Statement find_;
    sqlite::Statement find_of_event_;
    // One statement per way into the data; the rest of the filter is checked row by row.
    sqlite::Statement by_event_;
    sqlite::Statement unfinished_;
    sqlite::Statement dead_;
    sqlite::Statement newest_;
    sqlite::Statement position_of_;
};

// OR FAIL: what a refused statement has written is undone with its job (group_commit.cpp), so SQLite need not
// keep a copy of every page for each statement.
struct DeliveryTable::Statements
{
    sqlite::Database& database;
    AttemptTable attempts{database};
    DeliveryList list{database};
    sqlite::Statement insert{database, R"sql(
          INSERT OR FAIL INTO delivery (event_seq, subscriber_id, chain, state, attempts, due_at, last_error)
          VALUES (?1, ?2, ?3, ?4, 0, ?5, ''))sql"};
    sqlite::Statement find_link{database, R"sql(
          SELECT id, event_seq, subscriber_id, chain, state = 'waiting', last_error != '', due_at
          FROM delivery WHERE id = ?1 AND finished_at IS NULL)sql"};
    sqlite::Statement finish{database, R"sql(
          UPDATE OR FAIL delivery
          SET state = ?2, attempts = attempts + ?3, due_at = NULL, finished_at = ?4, last_error = ?5
          WHERE id = ?1)sql"};
    sqlite::Statement find_first{database, R"sql(
          SELECT id, event_seq, subscriber_id, chain, state = 'waiting', last_error != '', due_at
          FROM delivery WHERE subscriber_id = ?1 AND chain = ?2 AND finished_at IS NULL
          ORDER BY event_seq LIMIT 1)sql"};
    sqlite::Statement move{database, "UPDATE OR FAIL delivery SET state = ?2, due_at = ?3 WHERE id = ?1"};
    sqlite::Statement retry{database, R"sql(
          UPDATE OR FAIL delivery SET attempts = ?2, due_at = ?3, last_error = ?4
          WHERE id = ?1 AND finished_at IS NULL)sql"};
    sqlite::Statement find_subject{database, R"sql(
          SELECT s.ordering, e.source_id, e.entity
          FROM subscriber AS s CROSS JOIN event AS e ON e.seq = ?2 WHERE s.id = ?1)sql"};
    sqlite::Statement find_place{database,
                                 "SELECT event_seq, subscriber_id, state, chain FROM delivery WHERE id = ?1"};
    sqlite::Statement requeue{database, R"sql(
          UPDATE OR FAIL delivery
          SET chain = ?2, state = ?3, due_at = ?4, attempts = 0, finished_at = NULL, last_error = ''
          WHERE id = ?1)sql"};
    sqlite::Statement due{database, R"sql(
          SELECT id FROM delivery
          WHERE subscriber_id = ?1 AND state = 'pending' AND due_at <= ?2 ORDER BY due_at, id)sql"};
    sqlite::Statement load_due{database, R"sql(
          SELECT d.id, d.event_seq, e.id, e.type, e.entity, e.body, d.attempts, e.created_at, d.chain,
                 (SELECT max(outcome = 'delivered') FROM attempt WHERE delivery_id = d.id)
          FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq WHERE d.id = ?1)sql"};
    sqlite::Statement put_clock_back{database, R"sql(
          UPDATE OR FAIL delivery
          SET due_at = iif(last_error = '', ?2, max(?2, min(due_at - ?3, ?2 + ?4)))
          WHERE subscriber_id = ?1 AND state = 'pending' AND due_at > ?2
            AND (?3 > 0 OR last_error = '' OR due_at > ?2 + ?4))sql"};
    sqlite::Statement next_probes{database, R"sql(
          SELECT d.id, d.due_at, d.chain, e.type
          FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
          WHERE d.subscriber_id = ?1 AND d.state = 'pending' AND d.due_at >= ?2
            AND (d.due_at > ?2 OR d.id > ?3)
          ORDER BY d.due_at, d.id)sql"};
    sqlite::Statement newest_probes{database, R"sql(
          SELECT d.id, d.due_at, d.chain, e.type
          FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
          WHERE d.subscriber_id = ?1 AND d.state = 'pending' AND d.due_at <= ?2
          ORDER BY d.due_at DESC, d.id DESC)sql"};
    sqlite::Statement pending{database, R"sql(
          SELECT id, due_at, chain FROM delivery
          WHERE subscriber_id = ?1 AND state = 'pending' ORDER BY due_at)sql"};
    sqlite::Statement count{database, "SELECT unfinished, dead FROM delivery_count WHERE subscriber_id = ?1"};
    sqlite::Statement oldest{database, R"sql(
          SELECT e.created_at FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
          WHERE d.subscriber_id = ?1 AND d.finished_at IS NULL ORDER BY d.event_seq LIMIT 1)sql"};
    // As core::is_operational(); GLOB, because LIKE ignores case.
    sqlite::Statement find_change{database, R"sql(
          SELECT 1 FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
          WHERE d.subscriber_id = ?1 AND d.finished_at IS NULL AND e.type NOT GLOB 'webhookd.*'
          LIMIT 1)sql"};
    sqlite::Statement find_ordering{database, "SELECT ordering FROM subscriber WHERE id = ?1"};
    sqlite::Statement put_ordering{database, "UPDATE subscriber SET ordering = ?2 WHERE id = ?1"};
    sqlite::Statement unfinished_page{database, R"sql(
          SELECT d.id, d.event_seq, e.source_id, e.entity
          FROM delivery AS d CROSS JOIN event AS e ON e.seq = d.event_seq
          WHERE d.subscriber_id = ?1 AND d.event_seq > ?2 AND d.finished_at IS NULL
          ORDER BY d.event_seq LIMIT 1000)sql"};
    sqlite::Statement relink{database, "UPDATE OR FAIL delivery SET chain = ?2, state = ?3 WHERE id = ?1"};
    sqlite::Statement removed{database, "SELECT id FROM subscriber WHERE configured = 0 AND removed_at < ?1"};
    // The newest first: should the subscriber come back meanwhile, none of what is left waits for one that
    // is gone.
    sqlite::Statement owed{database, R"sql(
          SELECT id FROM delivery WHERE subscriber_id = ?1 AND finished_at IS NULL
          ORDER BY event_seq DESC LIMIT ?2)sql"};
    sqlite::Statement dead{database,
                           "SELECT id FROM delivery WHERE subscriber_id = ?1 AND state = 'dead' LIMIT ?2"};
    sqlite::Statement remove_attempts{database, "DELETE FROM attempt WHERE delivery_id = ?1"};
    sqlite::Statement remove{database, "DELETE FROM delivery WHERE id = ?1"};
};

}  // namespace webhookd::store
