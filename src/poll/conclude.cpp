// A poll as a whole: is it believed or held, what becomes of its stream, what need not be remembered any
// more.

#include <algorithm>

#include <fmt/format.h>

#include "poll/judge.hpp"
#include "poll/schedule.hpp"
#include "poll/take_over.hpp"

namespace webhookd::poll {
namespace {

using Decision = store::StormHold::Decision;

void succeed(store::StreamRecord& record, const Findings& found, const Terms& terms)
{
    note_success(record, terms.log);
    if (!terms.glimpse) record.last_success_at = terms.now;
    if (terms.full) record.last_full_at = terms.now;
    if (terms.baseline) {
        record.scope = terms.stream.scope;
        record.baselined_at = terms.now;
        // A date among the rows would not do: one of next year would silence everything until then.
        record.created_mark_at = taken_over_at(terms.record).value_or(terms.log.began_at);
        if (terms.emit_on_first_run) record.created_mark_at.reset();
        record.newest_created_at = found.newest_created_at;
    } else if (terms.full && terms.log.outcome == store::PollOutcome::ok &&
               terms.stream.traits().hidden_at_first) {
        // What two certified scans of everything did not show was hidden, not missed.
        record.created_mark_at.reset();
    }
}

/// Adjustments never change, and once no scan can list one again nothing needs to know it any more. Every
/// scan reaches back at most a month beyond the last one that succeeded (AdjustmentWindow), so what is 400
/// days older than that is a year out of reach of all that follow, of both lists, however long the daemon
/// stands still from now on: then the last success stands still too. Counted from the success before this one
/// and only with rows in it, for a clock that is years ahead for a moment must not forget everything (P2,
/// F-16). What a user dates forward over a year afterwards would be emitted once more, with the same id (P3).
std::string forget_before(const Terms& terms)
{
    constexpr std::chrono::days kept{400};
    const bool reads_a_window = terms.stream.traits().listed_for_days && terms.full && !terms.baseline;
    if (!reads_a_window || terms.log.rows == 0 || !terms.record.last_full_at) return {};
    const auto covered = std::min(*terms.record.last_full_at, terms.now);
    return core::format_timestamp(covered - kept).substr(0, std::string_view("2026-06-02").size());
}

core::Notice notice_of(const store::StreamRecord& stream, core::Timestamp now)
{
    return {.type = core::event_type::poll_held,
            .kind = "stream",
            .id = stream.name,
            .object = {{"id", stream.name},
                       {"reason", stream.last_error},
                       {"since", core::format_timestamp(stream.hold->since)},
                       {"events", stream.hold->events}},
            .previous = nullptr,
            .at = now};
}

PollEffect held(std::size_t events, const Terms& terms)
{
    PollEffect effect{.held = true, .record = terms.record, .log = terms.log};
    auto& record = effect.record;
    record.last_attempt_at = terms.log.began_at;
    const auto why = terms.doubt.empty()
                         ? fmt::format("more than detection.storm_limit ({})", terms.storm_limit)
                         : "but " + terms.doubt;
    record.last_error = fmt::format(
        "this poll would emit {} events, {}: held, nothing was changed; `streams release {}` lets them go, "
        "`streams drop {}` never sends them",
        events, why, terms.stream.name, terms.stream.name);
    if (!record.hold) record.hold.emplace().since = terms.now;
    record.hold->reach = terms.log.reach;
    record.hold->events = static_cast<std::int64_t>(events);
    if (!terms.record.hold) effect.notice = notice_of(record, terms.log.ended_at);
    effect.log.outcome = store::PollOutcome::held;
    effect.log.error = record.last_error;
    return effect;
}

/// The storm of a held poll is over when one that sees the same rows is not over the limit.
bool ends_hold(const Terms& terms)
{
    return terms.record.hold && (terms.full || terms.log.reach == terms.record.hold->reach);
}

}  // namespace

bool is_storm(const Findings& found, const Terms& terms)
{
    return (terms.storm_limit > 0 && found.events.size() > terms.storm_limit) || !terms.doubt.empty();
}

PollEffect conclude(Findings found, const Terms& terms)
{
    const bool storm = is_storm(found, terms);
    const auto decision = terms.record.hold ? terms.record.hold->decision : Decision::none;
    if (storm && decision == Decision::none) return held(found.events.size(), terms);

    PollEffect effect{.record = terms.record, .log = terms.log, .forget_before = forget_before(terms)};
    if (storm && decision == Decision::drop) {
        effect.log.error = fmt::format("{} events dropped by command", found.events.size());
        found.events.clear();
    }
    succeed(effect.record, found, terms);
    if (storm || ends_hold(terms)) effect.record.hold.reset();
    effect.log.changes = found.changes;
    effect.log.events = static_cast<std::int64_t>(found.events.size());
    for (const auto& event : found.events) {
        auto& emitted = effect.log.emitted.emplace_back(event.type, event.entity);
        if (event.occurred_at != terms.now) emitted.happened_at = event.occurred_at;
    }
    effect.events = std::move(found.events);
    return effect;
}

}  // namespace webhookd::poll
