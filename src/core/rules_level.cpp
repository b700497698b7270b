// inventory.adjusted from stock levels, where a server offers nothing better (openboxes-api.md 6.2 C and F):
// a level that differs from the remembered one has been adjusted; one seen for the first time says nothing.

#include "rules_kinds.hpp"
#include "webhookd/core/event.hpp"

namespace webhookd::core {

namespace {

constexpr std::string_view quantity_field = "quantity";

}  // namespace

Json merge_level_watched(const Snapshot* before, const Observation& seen)
{
    auto watched = seen.watched;
    if (before == nullptr) return watched;
    const auto remembered = watched_value(before->watched, quantity_field);
    const auto told = watched_value(watched, quantity_field);
    // Unreadable, or the same number written otherwise (7 and 7.0, F-31): what is remembered stays.
    if (remembered.is_number() && (!told.is_number() || told == remembered))
        watched[quantity_field] = remembered;
    return watched;
}

void apply_level_rule(const Crossing& crossing, Step& step)
{
    if (crossing.before == nullptr) return;
    const auto old_quantity = watched_value(crossing.before->watched, quantity_field);
    if (!old_quantity.is_number() || watched_value(step.next.watched, quantity_field) == old_quantity) return;
    step.occurrences.push_back({.type = std::string(event_type::inventory_adjusted),
                                .number = count_occurrence(step.next, event_type::inventory_adjusted),
                                .inferred = false,
                                .previous = old_value(crossing.before, quantity_field)});
}

}  // namespace webhookd::core
