#pragma once
// Subscribers as the store knows them: an id per configured name, and the state of its lane, which outlives
// restarts.

#include <memory>
#include <vector>

#include "webhookd/store/records.hpp"

namespace webhookd::store {

class SubscriberTable
{
  public:
    explicit SubscriberTable(sqlite::Database& database);
    ~SubscriberTable();

    /// The id of `name`, made when new; marks it configured.
    std::int64_t ensure(std::string_view name);
    /// The id of `name`, made when new; whether it is configured stays as it is, and a new one is not.
    std::int64_t reserve(std::string_view name);
    /// Marks every subscriber not among `ids` as no longer configured, since `now`.
    void keep_only(const std::vector<std::int64_t>& ids, Timestamp now);

    std::vector<SubscriberRecord> all();
    std::optional<SubscriberRecord> find(std::string_view name);
    /// Stores the lane's state (everything but id, name, configured).
    void put_lane(const SubscriberRecord& record);
    /// What fails from now on begins a new row of failures; of a failing lane it goes on.
    void end_failures(std::int64_t id);

  private:
    struct Statements;

    std::unique_ptr<Statements> sql_;
};

}  // namespace webhookd::store
