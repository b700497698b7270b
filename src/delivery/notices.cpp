// The objects of these events, key by key as the catalogue promises them.

#include "delivery/notices.hpp"

#include <algorithm>

namespace webhookd::delivery {

namespace {

/// Since when nothing reached the subscriber: its first failure, or when it was held without one.
core::Timestamp trouble_since(const store::SubscriberRecord& row, core::Timestamp now)
{
    return row.failing_since.value_or(row.state_since.value_or(now));
}

}  // namespace

core::Notice dead_notice(const store::DeliveryRecord& delivery, const store::AttemptRecord& attempt,
                         const Fate& fate, core::Timestamp now)
{
    const OrderedJson event{{"id", delivery.event_id}, {"type", delivery.type}, {"entity", delivery.entity}};
    const auto id = std::to_string(delivery.id);
    return {.type = core::event_type::delivery_dead,
            .kind = "delivery",
            .id = id,
            .object = {{"id", id},
                       {"subscriber", delivery.subscriber},
                       {"event", event},
                       {"reason", fate.reason},
                       {"attempts", fate.attempts},
                       {"lastStatus", attempt.status ? OrderedJson(*attempt.status) : OrderedJson()}},
            .previous = nullptr,
            .at = now};
}

std::optional<core::Notice> lane_notice(const store::SubscriberRecord& before,
                                        const store::SubscriberRecord& after, std::int64_t pending,
                                        core::Timestamp now)
{
    if (after.state == store::LaneState::failing) return std::nullopt;
    const bool held = after.state == store::LaneState::held;
    const auto& trouble = held ? after : before;
    return core::Notice{
        .type = held ? core::event_type::subscriber_held : core::event_type::subscriber_recovered,
        .kind = "subscriber",
        .id = after.name,
        .object = {{"id", after.name},
                   {"state", store::to_string(after.state)},
                   {"reason", trouble.reason},
                   {"since", core::format_timestamp(trouble_since(trouble, now))},
                   {"pending", pending}},
        .previous = {{"state", store::to_string(before.state)}},
        .at = now};
}

}  // namespace webhookd::delivery
