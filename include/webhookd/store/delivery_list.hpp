#pragma once
// Deliveries as people look at them: by id, or newest first through a filter.

#include <vector>

#include "webhookd/store/records.hpp"
#include "webhookd/store/sqlite/statement.hpp"

namespace webhookd::store {

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

}  // namespace webhookd::store
