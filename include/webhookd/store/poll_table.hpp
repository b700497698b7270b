#pragma once
// The sync log: one row per poll, failed ones too.

#include <memory>
#include <vector>

#include "webhookd/store/records.hpp"

namespace webhookd::store {

struct PollFilter
{
    std::string stream;  ///< exact name, or a prefix ending in '/'; empty = all
    std::optional<PollOutcome> outcome;
    std::optional<Timestamp> since;
    std::optional<Timestamp> until;
    std::optional<std::int64_t> before;  ///< only rows with a lower id: the next page
    int limit = 100;
};

class PollTable
{
  public:
    PollTable(sqlite::Database& database, SourceId source);
    ~PollTable();

    void add(const PollRecord& record);
    /// Newest first.
    std::vector<PollRecord> list(const PollFilter& filter);
    /// Removes up to `limit` rows that ended before `before`; returns how many.
    int remove_before(Timestamp before, int limit);

  private:
    struct Statements;

    SourceId source_;
    std::unique_ptr<Statements> sql_;
};

}  // namespace webhookd::store
