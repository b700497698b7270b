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
    auto watched = merge == nullptr ? seen.watched : merge(before, seen);
    const auto known = before == nullptr ? Json() : watched_value(before->watched, compared_field);
    if (known.is_null()) return watched;
    auto& compared = watched[compared_field];
    if (compared.is_null()) compared = Json::object();
    for (const auto& [field, value] : known.items())
        if (!compared.contains(field)) compared[field] = value;
    return watched;
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

/// Null where that was not told.
const Json* limit_of(const Crossing& crossing, const Json& watched)
{
    if (crossing.limit.is_string()) return compared_value(watched, crossing.limit.get<std::string>());
    return &crossing.limit;
}

/// Whether the field is beyond the limit; null where one of them is no number.
std::optional<bool> is_beyond(const Crossing& crossing, const Json& watched)
{
    const auto* value = compared_value(watched, crossing.fields.front());
    const auto* limit = limit_of(crossing, watched);
    const bool comparable = value != nullptr && limit != nullptr && value->is_number() && limit->is_number();
    if (!comparable) return std::nullopt;
    return crossing.how == Crossing::How::rises_above ? *value > *limit : *value < *limit;
}

/// `before` is null for an entity never seen.
bool is_crossed(const Crossing& crossing, const Json* before, const Json& after)
{
    const auto is_one = [&values = crossing.values](const Json* value) {
        return std::ranges::find(values, *value) != values.end();
    };
    const auto& field = crossing.fields.front();
    const auto* from = before == nullptr ? nullptr : compared_value(*before, field);
    const auto* to = compared_value(after, field);
    switch (crossing.how) {
        case Crossing::How::changes:
            return before != nullptr && std::ranges::any_of(crossing.fields, [&](const std::string& name) {
                       const auto* old_value = compared_value(*before, name);
                       const auto* new_value = compared_value(after, name);
                       return old_value != nullptr && new_value != nullptr && *old_value != *new_value;
                   });
        case Crossing::How::enters:
            return to != nullptr && is_one(to) && (before == nullptr || (from != nullptr && !is_one(from)));
        case Crossing::How::leaves:
            return from != nullptr && to != nullptr && is_one(from) && !is_one(to);
        case Crossing::How::rises_above:
        case Crossing::How::falls_below:
            return before != nullptr && is_beyond(crossing, *before) == false &&
                   is_beyond(crossing, after) == true;
    }
    return false;
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
        if (before_ == nullptr) step_.occurrences.push_back({.type = type, .previous = {}});
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

    void apply(const std::string& type, const Crosses& crosses)
    {
        const auto* before = before_ == nullptr ? nullptr : &before_->watched;
        const auto& after = step_.next.watched;
        const auto is_crossed_now = [&](const Crossing& crossing) {
            return is_crossed(crossing, before, after);
        };
        if (std::ranges::all_of(crosses.all, is_crossed_now))
            tell(type, count(type), before == nullptr ? Json() : changed(crosses, *before, after));
    }

    /// The old values of those that are compared and are others now.
    static Json changed(const Crosses& crosses, const Json& before, const Json& after)
    {
        auto previous = Json::object();
        for (const auto& field : named_fields(crosses)) {
            const auto* old_value = compared_value(before, field);
            const auto* new_value = compared_value(after, field);
            if (old_value != nullptr && new_value != nullptr && *old_value != *new_value)
                previous[field] = *old_value;
        }
        return previous;
    }

    /// Counts one more of them; the new count.
    int count(const std::string& type) { return ++step_.next.occurrences[type]; }

    void tell(const std::string& type, int number, Json previous, bool inferred = false)
    {
        step_.occurrences.push_back({.type = type,
                                     .number = number,
                                     .inferred = inferred,
                                     .repeats = true,
                                     .previous = std::move(previous)});
    }

    const Snapshot* before_;  ///< null for an entity never seen
    Step& step_;
    std::optional<ShipmentStatus> passed_;  ///< the status that was reached last, by this step
};

bool compares_status(std::span<const Rule> rules)
{
    const auto is_about_status = [](const Crossing& crossing) {
        return std::ranges::find(crossing.fields, status_field) != crossing.fields.end();
    };
    return std::ranges::any_of(rules, [&](const Rule& rule) {
        const auto* crosses = std::get_if<Crosses>(&rule.when);
        return crosses != nullptr && std::ranges::any_of(crosses->all, is_about_status);
    });
}

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
    const auto& traits = traits_of(kind);
    if (traits.is_open == nullptr || snapshot.gone) return false;
    if (traits.is_under_way != nullptr && compares_status(rulebook.rules(kind)))
        return traits.is_under_way(snapshot.watched);
    if (!traits.is_open(snapshot.watched)) return false;
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
