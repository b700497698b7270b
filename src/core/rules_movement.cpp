// stockMovement.shipped and stockMovement.received: crossings of the shipment status (architecture.md 2,
// openboxes-api.md 4.5). A word that is not a shipment status counts as "not shipped" and never lowers what
// is remembered (F-33).

#include "rules_kinds.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/shipment_status.hpp"

namespace webhookd::core {

namespace {

constexpr std::string_view status_field = "status";

std::optional<ShipmentStatus> known_status(const Json& watched)
{
    return find_shipment_status(watched_word(watched, status_field));
}

/// True when the observation proves a status other than the remembered one.
bool tells_status(const Snapshot& before, const Observation& seen)
{
    const auto told = known_status(seen.watched);
    const auto remembered = known_status(before.watched);
    if (!told) return !remembered && seen.watched.contains(status_field);
    return seen.exact || !remembered || *told > *remembered;
}

bool is_receipt(const RuleSettings& rules, ShipmentStatus from, ShipmentStatus to)
{
    if (to <= from) return false;
    return (to == ShipmentStatus::received && rules.received_on_complete) ||
           (to == ShipmentStatus::partially_received && rules.received_on_partial);
}

}  // namespace

ListedStatus awaiting_receipt(const RuleSettings& rules)
{
    return {
        .lowest = ShipmentStatus::shipped,
        .highest = rules.received_on_partial ? ShipmentStatus::shipped : ShipmentStatus::partially_received};
}

Json merge_shipment_watched(const Snapshot* before, const Observation& seen)
{
    auto watched = seen.watched;
    if (before != nullptr && !tells_status(*before, seen)) {
        const auto remembered = before->watched.find(status_field);
        if (remembered != before->watched.end()) watched[status_field] = *remembered;
    }
    return watched;
}

void apply_movement_rule(const Crossing& crossing, Step& step)
{
    const auto* before = crossing.before;
    const auto from = before == nullptr ? ShipmentStatus::pending
                                        : known_status(before->watched).value_or(ShipmentStatus::pending);
    const auto to = known_status(step.next.watched).value_or(ShipmentStatus::pending);
    Json previous = old_value(before, status_field);

    const auto happened = [&step](std::string_view type, bool inferred, Json old) {
        const int number = count_occurrence(step.next, type);
        step.occurrences.push_back(
            {.type = std::string(type), .number = number, .inferred = inferred, .previous = std::move(old)});
    };
    if (from < ShipmentStatus::shipped && to >= ShipmentStatus::shipped) {
        happened(event_type::stock_movement_shipped, to > ShipmentStatus::shipped, std::move(previous));
        previous = Json::object();
        previous[status_field] = to_string(ShipmentStatus::shipped);
    }
    if (is_receipt(crossing.rules, from, to))
        happened(event_type::stock_movement_received, false, std::move(previous));
}

bool is_movement_step_back(const Json& from, const Json& to)
{
    const auto lower = known_status(to);
    const auto higher = known_status(from);
    return lower && higher && *lower < *higher;
}

bool is_movement_open(const RuleSettings&, const Snapshot& snapshot)
{
    const auto status = known_status(snapshot.watched);
    return status == ShipmentStatus::shipped || status == ShipmentStatus::partially_received;
}

}  // namespace webhookd::core
