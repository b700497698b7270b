// What all kinds have in common: carrying over what a row does not tell, is_unchanged(), and choosing the
// rule. The rules themselves are rules_movement.cpp and its neighbours.

#include "webhookd/core/rules.hpp"

#include "rules_kinds.hpp"
#include "webhookd/core/event.hpp"

namespace webhookd::core {

namespace {

Json merge_watched(EntityKind kind, const Snapshot* before, const Observation& seen)
{
    switch (kind) {
        case EntityKind::stock_movement:
            return merge_shipment_watched(before, seen);
        case EntityKind::purchase_order:
            return merge_order_watched(before, seen);
        case EntityKind::stock_level:
            return merge_level_watched(before, seen);
        case EntityKind::product:
        case EntityKind::adjustment:
            break;
    }
    return seen.watched;
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
    const Crossing crossing{.rules = rules, .before = known, .seen = seen};
    switch (kind) {
        case EntityKind::product:
            apply_appearance_rule(event_type::product_created, crossing, step);
            break;
        case EntityKind::adjustment:
            apply_appearance_rule(event_type::inventory_adjusted, crossing, step);
            break;
        case EntityKind::stock_movement:
            apply_movement_rule(crossing, step);
            break;
        case EntityKind::purchase_order:
            apply_order_rule(crossing, step);
            break;
        case EntityKind::stock_level:
            apply_level_rule(crossing, step);
            break;
    }
    return step;
}

bool is_step_back(EntityKind kind, const Json& from, const Json& to)
{
    if (kind == EntityKind::stock_movement) return is_movement_step_back(from, to);
    if (kind == EntityKind::purchase_order) return is_order_step_back(from, to);
    return false;
}

bool is_open(EntityKind kind, const RuleSettings& rules, const Snapshot& snapshot)
{
    if (snapshot.gone) return false;
    if (kind == EntityKind::stock_movement) return is_movement_open(snapshot);
    if (kind == EntityKind::purchase_order) return is_order_open(rules, snapshot);
    return false;
}

}  // namespace webhookd::core
