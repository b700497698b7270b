// `POST /v1/replay`: events of the past queued again, or for the first time, for one subscriber. Done a page
// of events per commit, oldest first, so that a million of them neither holds up other writes nor fills the
// memory; the lane is woken after every one that queued something. A replay that was interrupted is simply
// asked for again: what it queued is unfinished or delivered by then.

#include <algorithm>
#include <array>

#include "control/handlers.hpp"
#include "webhookd/core/matching.hpp"

namespace webhookd::control {

namespace {

struct Replay
{
    std::int64_t subscriber_id = 0;
    core::Matcher matcher;
    core::Timestamp since;
    core::Timestamp until;
    std::vector<std::string> types;  ///< patterns; empty = all
    bool missing = false;            ///< events that it wants and has no delivery of
    bool dead = false;               ///< deliveries given up
    bool delivered = false;          ///< deliveries that succeeded, of events that it wants
    bool dry_run = false;            ///< only count
};

struct ReplayCounts
{
    std::int64_t events = 0;  ///< looked at: in the time asked for, of the types asked for
    std::int64_t missing = 0;
    std::int64_t dead = 0;
    std::int64_t delivered = 0;
    std::int64_t unfinished = 0;  ///< left alone: they will be sent anyway

    std::int64_t queued() const { return missing + dead + delivered; }
};

/// How far a replay is.
struct ReplayProgress
{
    std::int64_t last_seq = 0;  ///< the newest event it has looked at
    std::int64_t end_seq = 0;   ///< the newest event there was when it began
    ReplayCounts counts;

    bool done() const { return last_seq >= end_seq; }
};

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

/// Looks at the next few hundred events; one commit.
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

constexpr std::array<std::string_view, 3> all_states{"missing", "dead", "delivered"};

Replay parse_replay(const ActionContext& context, const Arguments& arguments)
{
    const auto& subscriber = context.subscriber(arguments.required_text("subscriber"));
    auto states = arguments.words("states", all_states);
    if (states.empty()) states = {"missing", "dead"};
    const auto chosen = [&states](std::string_view state) {
        return std::ranges::find(states, state) != states.end();
    };
    Replay replay;
    replay.subscriber_id = context.subscriber_id(subscriber.name);
    replay.matcher = subscriber.matcher;
    replay.since = arguments.required_time("since");
    replay.until = arguments.time("until").value_or(core::Timestamp::max());
    replay.types = arguments.texts("types");
    for (const auto& pattern : replay.types) {
        if (const auto problem = core::pattern_error(pattern, context.configured->rulebook->events()))
            throw Refusal(400, "types: " + *problem);
    }
    replay.missing = chosen("missing");
    replay.dead = chosen("dead");
    replay.delivered = chosen("delivered");
    replay.dry_run = arguments.flag("dry_run");
    return replay;
}

OrderedJson document_of(const ReplayCounts& counts, bool dry_run)
{
    return {{"dry_run", dry_run},     {"queued", counts.queued()},     {"missing", counts.missing},
            {"dead", counts.dead},    {"delivered", counts.delivered}, {"unfinished", counts.unfinished},
            {"events", counts.events}};
}

}  // namespace

asio::awaitable<OrderedJson> replay(ActionContext context, Arguments arguments)
{
    const auto wanted = std::make_shared<const Replay>(parse_replay(context, arguments));
    auto begin = [wanted](store::Tables& tables) { return begin_replay(tables, *wanted); };
    auto begun = co_await context.store.write(std::move(begin));
    auto progress = value_or_refuse(std::move(begun));
    while (!progress.done()) {
        auto step = [wanted, progress, now = context.clock.now()](store::Tables& tables) {
            return continue_replay(tables, *wanted, progress, now);
        };
        const auto queued_before = progress.counts.queued();
        auto stepped = co_await context.store.write(std::move(step));
        progress = value_or_refuse(std::move(stepped));
        const bool has_queued = !wanted->dry_run && progress.counts.queued() > queued_before;
        if (has_queued) context.actions.wake({wanted->subscriber_id});
    }
    co_return document_of(progress.counts, wanted->dry_run);
}

}  // namespace webhookd::control
