// From a row to what has happened: carrying over what the row does not tell, is_unchanged(), and the rules of
// the rulebook one after the other. What an Enters rule remembers beside its count is the last time that no
// longer holds, as a number among the occurrences: it is memory of the rule, not something the row says, and
// so no part of `watched`.

#include "webhookd/core/rules.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "watched.hpp"
#include "webhookd/core/kinds.hpp"

namespace webhookd::core {

namespace {

Json merge_watched(EntityKind kind, const Snapshot* before, const Observation& seen)
{
    const auto merge = traits_of(kind).merge;
    return merge == nullptr ? seen.watched : merge(before, seen);
}

/// Lists differ in what they tell (openboxes-api.md 4.3, 4.4): what one leaves out is not forgotten.
std::string told_or_known(const std::string& told, const Snapshot* before, std::string Snapshot::* field)
{
    return told.empty() && before != nullptr ? before->*field : told;
}

Snapshot carry_over(EntityKind kind, const Snapshot* before, const Observation& seen)
{
    Snapshot next;
    next.id = seen.id;
    next.watched = merge_watched(kind, before, seen);
    if (before != nullptr) next.occurrences = before->occurrences;
    next.label = told_or_known(seen.label, before, &Snapshot::label);
    next.origin_id = told_or_known(seen.origin_id, before, &Snapshot::origin_id);
    next.destination_id = told_or_known(seen.destination_id, before, &Snapshot::destination_id);
    return next;
}

int occurrence_count(const Snapshot& snapshot, const std::string& type)
{
    const auto found = snapshot.occurrences.find(type);
    return found == snapshot.occurrences.end() ? 0 : found->second;
}

Json previous_of(std::string_view field, Json value)
{
    auto previous = Json::object();
    previous[field] = std::move(value);
    return previous;
}

/// Null for an entity never seen.
Json remembered_of(const Snapshot* before, std::string_view field)
{
    return before == nullptr ? Json() : previous_of(field, watched_value(before->watched, field));
}

std::string taken_back(const std::string& type)
{
    return type + "/takenBack";
}

/// What is remembered.
bool holds(const Snapshot& snapshot, const std::string& type)
{
    return occurrence_count(snapshot, type) > occurrence_count(snapshot, taken_back(type));
}

/// What the row alone says.
bool says_entered(const Enters& enters, const Json& watched)
{
    return !watched_value(watched, enters.date_field).is_null() ||
           enters.words.contains(watched_word(watched, enters.field));
}

bool says_left(const Enters& enters, const Json& watched)
{
    return enters.left_by.contains(watched_word(watched, enters.field)) && !says_entered(enters, watched);
}

/// The rules of one kind at work on one step, whose snapshot is the next one but for `occurrences`.
class RuleWork
{
  public:
    RuleWork(const Snapshot* before, Step& step) : before_(before), step_(step) {}

    void apply(const Rule& rule)
    {
        std::visit([&](const auto& when) { apply(rule.type, when); }, rule.when);
    }

  private:
    void apply(const std::string& type, const Appears&)
    {
        // No count is kept: there is never a second time, and 100,000 products would each pay for it.
        if (before_ == nullptr) tell(type, 1, {});
    }

    void apply(const std::string& type, const Reaches& reaches)
    {
        constexpr auto lowest = ShipmentStatus::pending;
        const auto from =
            before_ == nullptr ? lowest : watched_shipment_status(before_->watched).value_or(lowest);
        const auto to = watched_shipment_status(step_.next.watched).value_or(lowest);
        const bool is_beyond = to > reaches.status;
        if (from >= reaches.status || to < reaches.status || (is_beyond && !reaches.or_beyond)) return;
        auto previous =
            passed_ ? previous_of(status_field, to_string(*passed_)) : remembered_of(before_, status_field);
        tell(type, count(type), std::move(previous), is_beyond);
        passed_ = reaches.status;
    }

    void apply(const std::string& type, const Enters& enters)
    {
        auto& next = step_.next;
        // What was so under settings that were widened since has happened, silently (F-24).
        if (before_ != nullptr && !holds(next, type) && says_entered(enters, before_->watched)) count(type);

        if (says_left(enters, next.watched)) {
            if (holds(next, type)) next.occurrences[taken_back(type)] = occurrence_count(next, type);
        } else if (says_entered(enters, next.watched) && !holds(next, type)) {
            tell(type, count(type), remembered_of(before_, enters.field));
        }
    }

    void apply(const std::string& type, const Changes& changes)
    {
        if (before_ == nullptr) return;
        const auto old_number = watched_value(before_->watched, changes.field);
        if (!old_number.is_number() || watched_value(step_.next.watched, changes.field) == old_number) return;
        tell(type, count(type), remembered_of(before_, changes.field));
    }

    /// Counts one more of them; the new count.
    int count(const std::string& type) { return ++step_.next.occurrences[type]; }

    void tell(const std::string& type, int number, Json previous, bool inferred = false)
    {
        step_.occurrences.push_back(
            {.type = type, .number = number, .inferred = inferred, .previous = std::move(previous)});
    }

    const Snapshot* before_;  ///< null for an entity never seen
    Step& step_;
    std::optional<ShipmentStatus> passed_;  ///< the status that was reached last, by this step
};

}  // namespace

bool is_unchanged(EntityKind kind, const Snapshot& snapshot, const Observation& seen)
{
    const auto is_known = [](const std::string& told, const std::string& known) {
        return told.empty() || told == known;
    };
    return !snapshot.gone && snapshot.missing == 0 && is_known(seen.label, snapshot.label) &&
           is_known(seen.origin_id, snapshot.origin_id) &&
           is_known(seen.destination_id, snapshot.destination_id) &&
           merge_watched(kind, &snapshot, seen) == snapshot.watched;
}

Step step(EntityKind kind, const Rulebook& rulebook, const std::optional<Snapshot>& before,
          const Observation& seen)
{
    const Snapshot* known = before ? &*before : nullptr;
    Step step{.next = carry_over(kind, known, seen), .occurrences = {}};
    RuleWork work(known, step);
    for (const auto& rule : rulebook.rules(kind))
        work.apply(rule);
    return step;
}

bool is_step_back(EntityKind kind, const Json& from, const Json& to)
{
    const auto ask = traits_of(kind).is_step_back;
    return ask != nullptr && ask(from, to);
}

bool is_open(EntityKind kind, const Rulebook& rulebook, const Snapshot& snapshot)
{
    const auto ask = traits_of(kind).is_open;
    if (ask == nullptr || snapshot.gone || !ask(snapshot.watched)) return false;
    const auto is_entering = [](const Rule& rule) { return std::holds_alternative<Enters>(rule.when); };
    const auto is_entered = [&](const Rule& rule) {
        return holds(snapshot, rule.type) || says_entered(std::get<Enters>(rule.when), snapshot.watched);
    };
    auto entering = rulebook.rules(kind) | std::views::filter(is_entering);
    return entering.empty() || !std::ranges::all_of(entering, is_entered);
}

ListedStatus awaiting_receipt(const Rulebook& rulebook)
{
    auto first = ShipmentStatus::received;
    for (const auto& rule : rulebook.rules(EntityKind::stock_movement)) {
        const auto* reaches = std::get_if<Reaches>(&rule.when);
        if (reaches != nullptr && reaches->status > ShipmentStatus::shipped)
            first = std::min(first, reaches->status);
    }
    return {.lowest = ShipmentStatus::shipped,
            .highest = static_cast<ShipmentStatus>(std::to_underlying(first) - 1)};
}

}  // namespace webhookd::core
