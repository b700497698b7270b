#pragma once
// The log of attempts: every POST of every delivery. Part of DeliveryTable.

#include <vector>

#include "webhookd/store/records.hpp"
#include "webhookd/store/sqlite/statement.hpp"

namespace webhookd::store {

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

}  // namespace webhookd::store
