// A row: is it silent, what has happened (core::step()), which events does it become. Then a poll as a whole:
// is it believed or held, what becomes of its stream, what need not be remembered any more.

#include "poll/judge.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "poll/schedule.hpp"
#include "poll/take_over.hpp"
#include "webhookd/core/event.hpp"

namespace webhookd::poll {

namespace {

using core::Observation;
using core::Snapshot;

// How far the source's clock may be off, or step back, without a loss (F-16).
constexpr std::chrono::hours clock_margin{1};

// An entity is gone once it was asked for by name, and was not there, this often (openboxes-api.md 4.8: "404
// twice").
constexpr int absences_until_gone = 2;

/// Recorded when no stream could read it: after the stream that this one takes over had last succeeded.
bool is_left_over(const Terms& terms, const Observation& seen)
{
    const auto until = taken_over_at(terms.record);
    if (!seen.created_at && seen.created_before) return until && *seen.created_before >= *until;
    const auto recorded_at = seen.created_at ? seen.created_at : seen.happened_at;
    return until && recorded_at && *recorded_at >= *until - clock_margin;
}

/// It was there before the baseline, which missed it (F-22): events are for what comes afterwards. So a
/// product that is inserted later with an old creation date (an import that keeps dates) is silent too, which
/// nobody can tell from the other.
bool predates_baseline(const Terms& terms, const Observation& seen)
{
    const auto& mark = terms.record.created_mark_at;
    if (!mark) return false;
    if (!seen.created_at) return seen.created_before && *seen.created_before < *mark;
    // Of its newest second the baseline may have seen a part only, a larger one than it missed.
    if (seen.created_at == terms.record.newest_created_at && !terms.mostly_strangers) return false;
    // By our clock, where the server's is known: a row's and its own are whole seconds.
    constexpr std::chrono::seconds rounding{1};
    if (!terms.server_ahead) return *seen.created_at < *mark - clock_margin;
    return *seen.created_at - *terms.server_ahead < *mark - rounding;
}

bool is_silent(const std::optional<Snapshot>& known, const Observation& seen, const Terms& terms)
{
    if (!terms.baseline) return !known && predates_baseline(terms, seen);
    if (!known && is_left_over(terms, seen)) return false;
    const bool again = terms.record.baselined_at.has_value();  // the scope changed (F-12, F-24, F-27)
    // What is known at first already is so from the movement's other end, which is watched.
    return again || (!known && !terms.emit_on_first_run);
}

/// A list of levels tells what there is, the snapshot what there was.
void complete_quantities(OrderedJson& object, const core::Occurrence& occurrence)
{
    const auto before = occurrence.previous.find("quantity");
    if (before == occurrence.previous.end()) return;
    const OrderedJson after = object["quantityAfter"];  // a copy: what is added moves what is there
    if (!before->is_number() || !after.is_number()) return;
    object["quantityBefore"] = OrderedJson(*before);
    const bool whole = before->is_number_integer() && after.is_number_integer();
    object["quantityDifference"] = whole
                                       ? OrderedJson(after.get<std::int64_t>() - before->get<std::int64_t>())
                                       : OrderedJson(after.get<double>() - before->get<double>());
}

core::Event make_event(const Observation& seen, const core::Occurrence& occurrence, const Terms& terms)
{
    core::EventData data;
    data.id = seen.aliases.empty() ? seen.id : seen.aliases.front();
    data.object = seen.object;
    complete_quantities(data.object, occurrence);
    data.previous = OrderedJson(occurrence.previous);
    data.occurrence = occurrence.number;
    data.inferred = occurrence.inferred;
    data.source = terms.installation.source;
    data.detected_after = terms.record.last_success_at;
    data.detected_at = terms.now;

    const auto number = std::to_string(occurrence.number);
    std::vector<std::string_view> parts{terms.installation.source, occurrence.type, seen.id};
    if (occurrence.repeats) parts.insert(parts.end(), {terms.installation.epoch, number});

    core::Event event;
    event.id = core::event_id(parts);
    event.type = occurrence.type;
    event.entity = fmt::format("{}:{}", terms.stream.traits().name, seen.id);
    event.occurred_at = seen.happened_at.value_or(terms.now);
    event.body = core::envelope(event.type, event.occurred_at, data);
    return event;
}

/// Nobody remembers what it compares before a scan of everything; until then it tells nothing (P2, F-20).
bool is_remembered(const core::EventType& type, const Terms& terms)
{
    if (!type.asked_for || (terms.baseline && !terms.record.baselined_at)) return true;
    const auto& watching = terms.rulebook->watching(terms.stream.kind);
    const auto known = terms.record.watching.find(type.type);
    return known != terms.record.watching.end() && known->second == watching.at(type.type);
}

bool meets_where(const core::EventType& type, const core::Event& event)
{
    return type.where.fields.empty() || core::matches(type.where, Json::parse(event.body).at("data"));
}

}  // namespace

Judgement judge(const std::optional<Snapshot>& known, const Observation& seen, const Terms& terms)
{
    const auto kind = terms.stream.kind;
    auto step = core::step(kind, *terms.rulebook, known, seen);
    if (is_silent(known, seen, terms)) step.occurrences.clear();
    Judgement judged;
    for (const auto& occurrence : step.occurrences) {
        const auto& type = *terms.rulebook->find_type(occurrence.type);
        if (!is_remembered(type, terms)) continue;
        auto event = make_event(seen, occurrence, terms);
        if (meets_where(type, event)) judged.events.push_back(std::move(event));
    }
    const bool open = core::is_open(kind, *terms.rulebook, step.next);
    for (const auto& alias : seen.aliases)
        judged.changes.emplace_back(step.next, open).entity.id = alias;
    if (known != step.next) judged.changes.emplace_back(std::move(step.next), open);
    return judged;
}

Change judge_absent(Snapshot known, const Terms& terms)
{
    ++known.missing;
    known.gone = known.missing >= absences_until_gone;
    const bool open = core::is_open(terms.stream.kind, *terms.rulebook, known);
    return {std::move(known), open};
}

namespace {

using Decision = store::StormHold::Decision;

void succeed(store::StreamRecord& record, const Findings& found, const Terms& terms)
{
    note_success(record, terms.log);
    if (!terms.glimpse) record.last_success_at = terms.now;
    if (terms.full) record.last_full_at = terms.now;
    const auto& watching = terms.rulebook->watching(terms.stream.kind);
    if (terms.full && terms.log.outcome == store::PollOutcome::ok) record.watching = watching;
    // What nobody asks for any more is forgotten: asked for again, it is new.
    std::erase_if(record.watching, [&](const auto& known) {
        const auto asked_for = watching.find(known.first);
        return asked_for == watching.end() || *asked_for != known;
    });
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
