// Row by row: is it silent, what has happened (core::step()), which event does it become; then whether all of
// it is believed or held. apply() writes the entities as it goes, in a savepoint that a held poll undoes.

#include "poll/effect.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "poll/scan_failing.hpp"
#include "poll/schedule.hpp"
#include "poll/take_over.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/sqlite/transaction.hpp"

namespace webhookd::poll {
namespace {

using core::Observation;
using core::Snapshot;
using Decision = store::StormHold::Decision;

// How far the source's clock may be off, or step back, without a loss (F-16).
constexpr std::chrono::hours clock_margin{1};

// An entity is gone once it was asked for by name, and was not there, this often (openboxes-api.md 4.8: "404
// twice").
constexpr int absences_until_gone = 2;

// Bounds the memory of a scan of 100,000 rows.
constexpr std::size_t batch = 256;

/// Recorded when no stream could read it: after the stream that this one takes over had last succeeded.
bool is_left_over(const PollInput& input, const Observation& seen)
{
    const auto until = taken_over_at(input.record);
    if (!seen.created_at && seen.created_before) return until && *seen.created_before >= *until;
    const auto recorded_at = seen.created_at ? seen.created_at : seen.happened_at;
    return until && recorded_at && *recorded_at >= *until - clock_margin;
}

/// It was there before the baseline, which missed it (F-22): events are for what comes afterwards. So a
/// product that is inserted later with an old creation date (an import that keeps dates) is silent too, which
/// nobody can tell from the other.
bool predates_baseline(const PollInput& input, const Observation& seen)
{
    const auto& mark = input.record.created_mark_at;
    if (!mark) return false;
    if (!seen.created_at) return seen.created_before && *seen.created_before < *mark;
    // Of its newest second the baseline may have seen a part only, a larger one than it missed.
    if (seen.created_at == input.record.newest_created_at && !input.mostly_strangers) return false;
    // By our clock, where the server's is known: a row's and its own are whole seconds.
    constexpr std::chrono::seconds rounding{1};
    if (!input.server_ahead) return *seen.created_at < *mark - clock_margin;
    return *seen.created_at - *input.server_ahead < *mark - rounding;
}

bool is_silent(const PollInput& input, const std::optional<Snapshot>& before, const Observation& seen)
{
    if (input.baseline) {
        if (!before && is_left_over(input, seen)) return false;
        const bool again = input.record.baselined_at.has_value();  // the scope changed (F-12, F-24, F-27)
        if (again) return true;
        return !input.emit_on_first_run &&
               !before;  // known already: from the movement's other end, which is watched
    }
    return !before && predates_baseline(input, seen);
}

/// A list of levels tells what there is, the snapshot what there was.
void complete_quantities(OrderedJson& object, const core::Occurrence& occurrence)
{
    const auto before = occurrence.previous.find("quantity");
    if (before == occurrence.previous.end()) return;
    auto& after = object["quantityAfter"];
    if (!before->is_number() || !after.is_number()) return;
    object["quantityBefore"] = OrderedJson(*before);
    const bool whole = before->is_number_integer() && after.is_number_integer();
    object["quantityDifference"] = whole
                                       ? OrderedJson(after.get<std::int64_t>() - before->get<std::int64_t>())
                                       : OrderedJson(after.get<double>() - before->get<double>());
}

core::Event make_event(const PollInput& input, const Observation& seen, const core::Occurrence& occurrence)
{
    const auto& kind = input.stream.traits();
    core::EventData data;
    data.id = seen.aliases.empty() ? seen.id : seen.aliases.front();
    data.object = seen.object;
    complete_quantities(data.object, occurrence);
    data.previous = OrderedJson(occurrence.previous);
    data.occurrence = occurrence.number;
    data.inferred = occurrence.inferred;
    data.source = input.origin.source;
    data.detected_after = input.record.last_success_at;
    data.detected_at = input.now;

    const auto number = std::to_string(occurrence.number);
    std::vector<std::string_view> parts{input.origin.source, occurrence.type, seen.id};
    if (kind.repeats) parts.insert(parts.end(), {input.origin.epoch, number});

    core::Event event;
    event.id = core::event_id(parts);
    event.type = occurrence.type;
    event.entity = fmt::format("{}:{}", kind.name, seen.id);
    event.occurred_at = seen.happened_at.value_or(input.now);
    event.body = core::envelope(event.type, event.occurred_at, data);
    return event;
}

void mark_absent(const PollInput& input, store::EntityTable& entities, const Remember& remember)
{
    // At most as many as are asked for by name in one poll.
    const std::vector<std::string_view> ids(input.absent.begin(), input.absent.end());
    for (auto& known : entities.find(input.stream.kind, ids)) {
        if (!known) continue;
        auto& next = *known;
        ++next.missing;
        next.gone = next.missing >= absences_until_gone;
        remember(next, !next.gone && core::is_open(input.stream.kind, input.rules, next));
    }
}

/// What is remembered of the row, under whichever of its ids.
std::optional<Snapshot> find_alias(const PollInput& input, store::EntityTable& entities,
                                   const Observation& seen)
{
    if (seen.aliases.empty()) return std::nullopt;
    const std::vector<std::string_view> ids(seen.aliases.begin(), seen.aliases.end());
    for (auto& known : entities.find(input.stream.kind, ids)) {
        if (known) return std::move(known);
    }
    return std::nullopt;
}

void remember_aliases(const Observation& seen, const Snapshot& entity, bool open, const Remember& remember)
{
    for (const auto& alias : seen.aliases) {
        auto other = entity;
        other.id = alias;
        remember(other, open);
    }
}

/// `before` is what was remembered of the row.
void judge(std::vector<core::Event>& events, const PollInput& input, const Observation& row,
           const std::optional<Snapshot>& before, const Remember& remember)
{
    const auto kind = input.stream.kind;
    auto step = core::step(kind, input.rules, before, row);
    if (is_silent(input, before, row)) step.occurrences.clear();
    for (const auto& occurrence : step.occurrences)
        events.push_back(make_event(input, row, occurrence));
    const bool open = core::is_open(kind, input.rules, step.next);
    if (before != step.next) remember(step.next, open);
    remember_aliases(row, step.next, open, remember);
}

void judge_all(std::vector<core::Event>& events, const PollInput& input, store::EntityTable& entities,
               const Remember& remember)
{
    std::vector<std::string_view> ids;
    for (std::size_t begin = 0; begin < input.seen.size(); begin += ids.size()) {
        ids.clear();
        const auto end = std::min(begin + batch, input.seen.size());
        for (auto i = begin; i < end; ++i)
            ids.push_back(input.seen[i].seen.id);
        const auto known = entities.find(input.stream.kind, ids);
        for (auto i = begin; i < end; ++i) {
            const auto& seen = input.seen[i].seen;
            const auto& before = known[i - begin];
            judge(events, input, seen, before ? before : find_alias(input, entities, seen), remember);
        }
    }
}

void succeed(store::StreamRecord& record, const PollInput& input)
{
    note_success(record, input.log);
    if (!input.glimpse) record.last_success_at = input.now;
    if (input.full) record.last_full_at = input.now;
    if (input.baseline) {
        record.scope = input.stream.scope;
        record.baselined_at = input.now;
        // A date among the rows would not do: one of next year would silence everything until then.
        record.created_mark_at = taken_over_at(input.record).value_or(input.log.began_at);
        if (input.emit_on_first_run) record.created_mark_at.reset();
        record.newest_created_at.reset();
        for (const auto& [seen, requested_at] : input.seen)
            record.newest_created_at = std::max(record.newest_created_at, seen.created_at);
    } else if (input.full && input.log.outcome == store::PollOutcome::ok &&
               input.stream.traits().hidden_at_first) {
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
std::string forget_before(const PollInput& input)
{
    constexpr std::chrono::days kept{400};
    const bool reads_a_window = input.stream.traits().listed_for_days && input.full && !input.baseline;
    if (!reads_a_window || input.log.rows == 0 || !input.record.last_full_at) return {};
    const auto covered = std::min(*input.record.last_full_at, input.now);
    return core::format_timestamp(covered - kept).substr(0, std::string_view("2026-06-02").size());
}

PollEffect held(const PollInput& input, std::size_t events)
{
    PollEffect effect;
    effect.record = input.record;
    effect.record.last_attempt_at = input.log.began_at;
    const auto why = input.doubt.empty()
                         ? fmt::format("more than detection.storm_limit ({})", input.storm_limit)
                         : "but " + input.doubt;
    effect.record.last_error = fmt::format(
        "this poll would emit {} events, {}: held, nothing was changed; `streams release {}` lets them go, "
        "`streams drop {}` never sends them",
        events, why, input.stream.name, input.stream.name);
    auto hold = input.record.hold.value_or(store::StormHold());
    if (!input.record.hold) hold.since = input.now;
    hold.reach = input.log.reach;
    hold.events = static_cast<std::int64_t>(events);
    effect.newly_held = !input.record.hold;
    effect.record.hold = std::move(hold);
    effect.log = input.log;
    effect.log.outcome = store::PollOutcome::held;
    effect.log.error = effect.record.last_error;
    return effect;
}

/// What `streams release` or `streams drop` said about polls that are over the limit.
Decision decision_of(const store::StreamRecord& stream)
{
    return stream.hold ? stream.hold->decision : Decision::none;
}

/// The storm of a held poll is over when one that sees the same rows is not over the limit.
bool ends_hold(const PollInput& input)
{
    return input.record.hold && (input.full || input.log.reach == input.record.hold->reach);
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

}  // namespace

PollEffect evaluate(store::EntityTable& entities, const PollInput& input, const Remember& remember)
{
    PollEffect effect;
    std::int64_t changes = 0;
    const Remember count = [&](const Snapshot& entity, bool open) {
        ++changes;
        if (remember) remember(entity, open);
    };
    judge_all(effect.events, input, entities, count);
    const auto found = effect.events.size();
    const bool storm = (input.storm_limit > 0 && found > input.storm_limit) || !input.doubt.empty();
    const auto decision = decision_of(input.record);
    if (storm && decision == Decision::none) return held(input, found);
    effect.log = input.log;
    if (storm && decision == Decision::drop) {
        effect.events.clear();
        effect.log.error = fmt::format("{} events dropped by command", found);
    }

    mark_absent(input, entities, count);
    effect.record = input.record;
    succeed(effect.record, input);
    if (storm || ends_hold(input)) effect.record.hold.reset();
    effect.log.changes = changes;
    effect.log.events = static_cast<std::int64_t>(effect.events.size());
    for (const auto& event : effect.events) {
        auto& emitted = effect.log.emitted.emplace_back(event.type, event.entity);
        if (event.occurred_at != input.now) emitted.happened_at = event.occurred_at;
    }
    effect.forget_before = forget_before(input);
    return effect;
}

Applied apply(store::Tables& tables, const PollInput& input, const store::Audience& audience)
{
    const auto kind = input.stream.kind;
    PollEffect effect;
    {
        sqlite::Savepoint savepoint(*tables.database);
        effect = evaluate(tables.entities, input, [&](const Snapshot& entity, bool open) {
            tables.entities.put(kind, entity, open);
        });
        if (effect.log.outcome != store::PollOutcome::held) savepoint.release();
    }
    if (!tables.streams.put(effect.record, effect.record.scan_no)) throw StaleScan();
    if (!effect.forget_before.empty())
        tables.entities.forget(kind, input.stream.facility, effect.forget_before);

    std::set<std::int64_t> woken;
    for (const auto& event : effect.events) {
        const auto queued =
            store::post(tables, event, effect.record.name, audience.recipients, effect.log.ended_at);
        woken.insert(queued.begin(), queued.end());
    }
    if (effect.newly_held) {
        const auto queued = store::tell(tables, notice_of(effect.record, effect.log.ended_at), audience);
        woken.insert(queued.begin(), queued.end());
    }
    if (input.full && effect.log.outcome != store::PollOutcome::held) {
        const auto queued = note_finished_scan(tables, effect.log, audience);
        woken.insert(queued.begin(), queued.end());
    }
    tables.polls.add(effect.log);
    return {std::move(effect.log), {woken.begin(), woken.end()}};
}

}  // namespace webhookd::poll
