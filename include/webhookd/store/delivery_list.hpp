#pragma once
// Deliveries as people look at them: by id, or newest first through a filter.

#include <vector>

#include "webhookd/sqlite/statement.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::store {

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

class DeliveryList
{
  public:
    explicit DeliveryList(sqlite::Database& database);

    std::optional<DeliveryRecord> find(std::int64_t delivery_id);
    /// Newest event first.
    std::vector<DeliveryRecord> list(const DeliveryFilter& filter);

  private:
    sqlite::Statement find_;
    // One statement per way into the data; the rest of the filter is checked row by row.
    sqlite::Statement by_event_;
    sqlite::Statement unfinished_;
    sqlite::Statement dead_;
    sqlite::Statement newest_;
};

}  // namespace webhookd::store
