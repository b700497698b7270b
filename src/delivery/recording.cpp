#include "delivery/recording.hpp"

#include <algorithm>

namespace webhookd::delivery {

namespace {

void write_fate(store::DeliveryTable& deliveries, const Recording& recording)
{
    const auto id = recording.attempt.delivery_id;
    const auto& fate = recording.fate;
    if (fate.kind == Fate::Kind::delivered) {
        deliveries.mark_delivered(id, recording.now);
        return;
    }
    const auto row = deliveries.find(id);
    // Requeued by a human while in flight: her new schedule stands.
    if (!row || row->state != store::DeliveryState::pending || row->attempts != recording.attempts_before)
        return;
    switch (fate.kind) {
        case Fate::Kind::dead:
            deliveries.mark_dead(id, recording.now, fate.reason);
            break;
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
}

}  // namespace

void write_recording(store::Tables& tables, const Recording& recording)
{
    tables.deliveries.add_attempt(recording.attempt);
    write_fate(tables.deliveries, recording);
    if (recording.lane) tables.subscribers.put_lane(*recording.lane);
    hasten(tables.deliveries, recording.hastened);
}

void hasten(store::DeliveryTable& deliveries, const std::vector<std::int64_t>& ids)
{
    for (const auto id : ids) {
        const auto row = deliveries.find(id);
        if (!row || row->state != store::DeliveryState::pending) continue;
        deliveries.mark_retry(id, row->attempts, row->created_at, row->last_error);
    }
}

}  // namespace webhookd::delivery
