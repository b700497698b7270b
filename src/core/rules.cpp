// What all kinds have in common: carrying over what a row does not tell, is_unchanged(), and choosing the
// rule. The rules themselves are rules_movement.cpp and its neighbours.

#include "webhookd/core/rules.hpp"

#include "rules_kinds.hpp"
#include "webhookd/core/kinds.hpp"

namespace webhookd::core {

namespace {

Json merge_watched(EntityKind kind, const Snapshot* before, const Observation& seen)
{
    const auto merge = traits_of(kind).merge;
    return merge == nullptr ? seen.watched : merge(before, seen);
}

/// Lists differ in what they tell (openboxes-api.md 4.3, 4.4): what one leaves out is not forgotten.
std::string told_or_kept(const std::string& told, const Snapshot* before, std::string Snapshot::* field)
{
    return told.empty() && before != nullptr ? before->*field : told;
}

Snapshot carry_over(EntityKind kind, const Snapshot* before, const Observation& seen)
{
    Snapshot next;
    next.id = seen.id;
    next.watched = merge_watched(kind, before, seen);
    if (before != nullptr) next.occurrences = before->occurrences;
    next.label = told_or_kept(seen.label, before, &Snapshot::label);
    next.origin_id = told_or_kept(seen.origin_id, before, &Snapshot::origin_id);
    next.destination_id = told_or_kept(seen.destination_id, before, &Snapshot::destination_id);
    return next;
}

}  // namespace

bool is_unchanged(EntityKind kind, const Snapshot& snapshot, const Observation& seen)
{
    const auto is_kept = [](const std::string& told, const std::string& known) {
        return told.empty() || told == known;
    };
    return !snapshot.gone && snapshot.missing == 0 && is_kept(seen.label, snapshot.label) &&
           is_kept(seen.origin_id, snapshot.origin_id) &&
           is_kept(seen.destination_id, snapshot.destination_id) &&
           merge_watched(kind, &snapshot, seen) == snapshot.watched;
}

Step step(EntityKind kind, const RuleSettings& rules, const std::optional<Snapshot>& before,
          const Observation& seen)
{
    const Snapshot* known = before ? &*before : nullptr;
    Step step{.next = carry_over(kind, known, seen), .occurrences = {}};
    traits_of(kind).rule({.rules = rules, .before = known, .seen = seen}, step);
    return step;
}

bool is_step_back(EntityKind kind, const Json& from, const Json& to)
{
    const auto ask = traits_of(kind).is_step_back;
    return ask != nullptr && ask(from, to);
}

bool is_open(EntityKind kind, const RuleSettings& rules, const Snapshot& snapshot)
{
    const auto ask = traits_of(kind).is_open;
    return ask != nullptr && !snapshot.gone && ask(rules, snapshot);
}

}  // namespace webhookd::core
