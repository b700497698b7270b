#pragma once
// What operational events say of a lane (docs/operational-events.md). Pure; recording.cpp decides when they
// are told.

#include <optional>

#include "delivery/fate.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::delivery {

/// `webhookd.deliveryDead`: `delivery` was given up after `attempt`.
core::Notice dead_notice(const store::DeliveryRecord& delivery, const store::AttemptRecord& attempt,
                         const Fate& fate, core::Timestamp now);

/// `webhookd.subscriberHeld` or `webhookd.subscriberRecovered`; null for a lane that begins to fail, which
/// may be over in a second. `pending`: unfinished deliveries.
std::optional<core::Notice> lane_notice(const store::SubscriberRecord& before,
                                        const store::SubscriberRecord& after, std::int64_t pending,
                                        core::Timestamp now);

}  // namespace webhookd::delivery
