#pragma once
// The audit: one row per command that could change something, refused ones too. Written in two steps, so that
// what was cut off has its row as well.

#include <memory>
#include <vector>

#include "webhookd/store/records.hpp"

namespace webhookd::store {

struct ActionFilter
{
    std::string name{};  ///< empty = all
    std::optional<Timestamp> since{};
    std::optional<Timestamp> until{};
    std::optional<std::int64_t> before{};  ///< only rows with a lower id: the next page
    int limit = 100;
};

class ActionTable
{
  public:
    explicit ActionTable(sqlite::Database& database);
    ~ActionTable();

    /// One that begins; returns its id.
    std::int64_t add(const ActionRecord& record);
    /// How the one with `record.id` ended.
    void end(const ActionRecord& record);
    /// Newest first.
    std::vector<ActionRecord> list(const ActionFilter& filter);
    /// Removes up to `limit` rows that began before `before`; returns how many.
    int remove_before(Timestamp before, int limit);

  private:
    struct Statements;

    std::unique_ptr<Statements> sql_;
};

}  // namespace webhookd::store
