// Goes through the events by seq, a page at a time; what becomes of each depends on whether it has a
// delivery, and how that one stands.

#include "control/replay_page.hpp"

#include <algorithm>

namespace webhookd::control {

namespace {

constexpr int page = 300;

bool is_of_type(const Replay& replay, std::string_view type)
{
    return replay.types.empty() || std::ranges::any_of(replay.types, [type](const auto& pattern) {
               return core::pattern_matches(pattern, type);
           });
}

/// Whether the subscriber is sent such events. A ping was for one subscriber alone.
bool wants(const Replay& replay, const core::Event& event)
{
    if (event.type == core::event_type::ping) return false;
    if (replay.matcher.where.fields.empty()) return core::matches(replay.matcher, event.type, Json());
    const auto body = Json::parse(event.body, nullptr, false);
    return body.is_object() && core::matches(replay.matcher, event.type, body.value("data", Json()));
}

void add_missing(store::Tables& tables, const Replay& replay, const store::EventRecord& event,
                 ReplayCounts& counts, core::Timestamp now)
{
    if (!replay.missing || !wants(replay, event.event)) return;
    ++counts.missing;
    if (replay.dry_run) return;
    tables.deliveries.add(event.seq, replay.subscriber_id, now);
}

void repeat(store::Tables& tables, const Replay& replay, const store::DeliveryRecord& delivery,
            std::int64_t& count, core::Timestamp now)
{
    ++count;
    if (!replay.dry_run) tables.deliveries.requeue(delivery.id, now);
}

void look_at(store::Tables& tables, const Replay& replay, const store::EventRecord& event,
             ReplayCounts& counts, core::Timestamp now)
{
    ++counts.events;
    const auto delivery = tables.deliveries.find(event.seq, replay.subscriber_id);
    if (!delivery) {
        add_missing(tables, replay, event, counts, now);
        return;
    }
    switch (delivery->state) {
        case store::DeliveryState::pending:
        case store::DeliveryState::waiting:
            ++counts.unfinished;
            break;
        case store::DeliveryState::dead:
            if (replay.dead) repeat(tables, replay, *delivery, counts.dead, now);
            break;
        case store::DeliveryState::delivered:
            if (replay.delivered && wants(replay, event.event))
                repeat(tables, replay, *delivery, counts.delivered, now);
            break;
    }
}

}  // namespace

ReplayProgress begin_replay(store::Tables& tables, const Replay& replay)
{
    ReplayProgress progress;
    const auto seqs = tables.events.seqs_between(replay.since, replay.until);
    if (seqs) {
        progress.last_seq = seqs->first - 1;
        progress.end_seq = seqs->last;
    }
    return progress;
}

ReplayProgress continue_replay(store::Tables& tables, const Replay& replay, ReplayProgress progress,
                               core::Timestamp now)
{
    const auto events = tables.events.after(progress.last_seq, page);
    for (const auto& event : events) {
        if (event.seq > progress.end_seq) break;
        if (event.created_at < replay.since || event.created_at >= replay.until) continue;
        if (is_of_type(replay, event.event.type)) look_at(tables, replay, event, progress.counts, now);
    }
    progress.last_seq = events.empty() ? progress.end_seq : events.back().seq;
    return progress;
}

}  // namespace webhookd::control
