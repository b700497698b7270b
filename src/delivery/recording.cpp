// What is stored is read before it is changed, since a person may have queued the delivery again meanwhile;
// what was brought about is gathered in Written, to be told after the commit. The objects of operational
// events are made key by key as the catalogue promises them (docs/operational-events.md).

#include "delivery/recording.hpp"

#include <algorithm>

#include "webhookd/core/event.hpp"

namespace webhookd::delivery {

namespace {

/// Of a delivery that was not accepted. True when it was given up.
bool write_failure(store::DeliveryTable& deliveries, const Recording& recording)
{
    const auto id = recording.attempt.delivery_id;
    const auto& fate = recording.fate;
    const auto row = deliveries.find(id);
    // Requeued by a human while in flight: her new schedule stands.
    if (!row || row->state != store::DeliveryState::pending || row->attempts != recording.attempts_before)
        return false;
    switch (fate.kind) {
        case Fate::Kind::dead:
            deliveries.mark_dead(id, recording.now, fate.reason);
            return true;
        case Fate::Kind::retry:
            deliveries.mark_retry(id, fate.attempts, fate.next, fate.reason);
            break;
        case Fate::Kind::keep:
            deliveries.mark_retry(id, row->attempts,
                                  std::max(fate.next, row->next_attempt_at.value_or(fate.next)), fate.reason);
            break;
        case Fate::Kind::delivered:
            break;
    }
    return false;
}

void write_fate(Written& written, store::DeliveryTable& deliveries, const Recording& recording)
{
    const auto& attempt = recording.attempt;
    if (recording.fate.kind == Fate::Kind::delivered) {
        const bool more = deliveries.mark_delivered(attempt.delivery_id, recording.now, attempt.started_at);
        written.more_may_be_due = more || !recording.hastened.empty();
    } else {
        written.dead = write_failure(deliveries, recording);
    }
}

void hasten(store::DeliveryTable& deliveries, const std::vector<std::int64_t>& ids)
{
    for (const auto id : ids) {
        const auto row = deliveries.find(id);
        if (!row || row->state != store::DeliveryState::pending) continue;
        deliveries.mark_retry(id, row->attempts, row->created_at, row->last_error);
    }
}

/// Stores the lane; the row as it was, when its state changed.
std::optional<store::SubscriberRecord> replace_lane(store::SubscriberTable& subscribers,
                                                    const store::SubscriberRecord& lane)
{
    auto before = subscribers.find(lane.name);
    subscribers.put_lane(lane);
    if (before && before->state == lane.state) return std::nullopt;
    return before;
}

/// With nothing to try, nothing fails: what comes next says whether the endpoint is well.
void end_row_of_failures(Written& written, store::Tables& tables, const Recording& recording)
{
    const auto subscriber_id = tables.deliveries.find(recording.attempt.delivery_id)->subscriber_id;
    written.nothing_left = tables.deliveries.backlog(subscriber_id).pending == 0;
    if (written.nothing_left) tables.subscribers.end_failures(subscriber_id);
}

/// Since when nothing reached the subscriber: its first failure, or when it was held without one.
core::Timestamp trouble_since(const store::SubscriberRecord& row, core::Timestamp now)
{
    return row.failing_since.value_or(row.state_since.value_or(now));
}

/// `webhookd.deliveryDead`: `delivery` was given up after `attempt`.
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

/// `webhookd.subscriberHeld` or `webhookd.subscriberRecovered`; null for a lane that begins to fail, which
/// may be over in a second. `pending`: unfinished deliveries.
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

bool concerns_openboxes(store::DeliveryTable& deliveries, const store::DeliveryRecord& attempted)
{
    return !core::is_operational(attempted.type) ||
           deliveries.has_unfinished_changes(attempted.subscriber_id);
}

void tell(Written& written, store::Tables& tables, const core::Notice& notice,
          const store::Audience& audience)
{
    const auto queued = store::tell(tables, notice, audience);
    written.queued_for.insert(written.queued_for.end(), queued.begin(), queued.end());
}

void tell_of_lane(Written& written, store::Tables& tables, const store::SubscriberRecord& before,
                  const store::SubscriberRecord& after, const store::Audience& audience, core::Timestamp now)
{
    const auto pending = tables.deliveries.backlog(after.id).pending;
    const auto notice = lane_notice(before, after, pending, now);
    if (notice) tell(written, tables, *notice, audience);
}

}  // namespace

Written write_recording(store::Tables& tables, const Recording& recording, const store::Audience& audience)
{
    Written written;
    tables.deliveries.add_attempt(recording.attempt);
    write_fate(written, tables.deliveries, recording);
    std::optional<store::SubscriberRecord> lane_before;
    if (recording.lane) lane_before = replace_lane(tables.subscribers, *recording.lane);
    hasten(tables.deliveries, recording.hastened);

    if (lane_before) written.state_before = lane_before->state;
    if (written.dead) end_row_of_failures(written, tables, recording);
    if (!written.dead && !lane_before) return written;
    const auto attempted = tables.deliveries.find(recording.attempt.delivery_id);
    if (written.dead && !core::is_operational(attempted->type))
        tell(written, tables, dead_notice(*attempted, recording.attempt, recording.fate, recording.now),
             audience);
    if (lane_before && concerns_openboxes(tables.deliveries, *attempted))
        tell_of_lane(written, tables, *lane_before, *recording.lane, audience, recording.now);
    return written;
}

Written write_command(store::Tables& tables, const store::SubscriberRecord& lane,
                      const std::vector<std::int64_t>& hastened, const store::Audience& audience,
                      core::Timestamp now)
{
    Written written;
    const auto before = replace_lane(tables.subscribers, lane);
    hasten(tables.deliveries, hastened);
    if (!before) return written;
    written.state_before = before->state;
    tell_of_lane(written, tables, *before, lane, audience, now);
    return written;
}

}  // namespace webhookd::delivery
