#pragma once
// What one attempt leaves in the store, all of it in one transaction: the attempt, what becomes of the
// delivery (which releases its successor, P4), and the lane's state when it changed.

#include <cstdint>
#include <optional>
#include <vector>

#include "delivery/fate.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::delivery {

struct Recording
{
    store::AttemptRecord attempt;
    Fate fate;
    int attempts_before = 0;  ///< as loaded; the row says otherwise when the delivery was requeued meanwhile
    core::Timestamp now;
    std::optional<store::SubscriberRecord> lane;  ///< when it changed
    std::vector<std::int64_t> hastened;           ///< deliveries that an outage, now over, had put off
};

/// Runs on the writer's thread.
void write_recording(store::Tables& tables, const Recording& recording);

/// Makes deliveries that wait for a retry due at once, in their original order.
void hasten(store::DeliveryTable& deliveries, const std::vector<std::int64_t>& ids);

}  // namespace webhookd::delivery
