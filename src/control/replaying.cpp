// `POST /v1/replay`: page after page, a commit each; the lane is woken after every one that queued something.

#include <algorithm>
#include <array>

#include "control/acting.hpp"
#include "control/replay_page.hpp"

namespace webhookd::control {

namespace {

constexpr std::array<std::string_view, 3> all_states{"missing", "dead", "delivered"};

Replay parse_replay(const Acting& acting, const Arguments& arguments)
{
    const auto& subscriber = acting.subscriber(arguments.required_text("subscriber"));
    auto states = arguments.words("states", all_states);
    if (states.empty()) states = {"missing", "dead"};
    const auto chosen = [&states](std::string_view state) {
        return std::ranges::find(states, state) != states.end();
    };
    Replay replay;
    replay.subscriber_id = acting.subscriber_id(subscriber.name);
    replay.matcher = subscriber.matcher;
    replay.since = arguments.required_time("since");
    replay.until = arguments.time("until").value_or(core::Timestamp::max());
    replay.types = arguments.texts("types");
    for (const auto& pattern : replay.types) {
        if (const auto problem = core::pattern_error(pattern, acting.configured->rulebook->events()))
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

asio::awaitable<OrderedJson> replay(Acting acting, Arguments arguments)
{
    const auto wanted = std::make_shared<const Replay>(parse_replay(acting, arguments));
    auto begin = [wanted](store::Tables& tables) { return begin_replay(tables, *wanted); };
    auto begun = co_await acting.store.write(std::move(begin));
    auto progress = kept(std::move(begun));
    while (!progress.done()) {
        auto step = [wanted, progress, now = acting.clock.now()](store::Tables& tables) {
            return continue_replay(tables, *wanted, progress, now);
        };
        const auto queued_before = progress.counts.queued();
        auto stepped = co_await acting.store.write(std::move(step));
        progress = kept(std::move(stepped));
        const bool has_queued = !wanted->dry_run && progress.counts.queued() > queued_before;
        if (has_queued) acting.actions.wake({wanted->subscriber_id});
    }
    co_return document_of(progress.counts, wanted->dry_run);
}

}  // namespace webhookd::control
