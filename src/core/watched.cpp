// A word that is not a shipment status counts as "not shipped" and never lowers what is remembered (F-33). A
// field that a row does not carry is unknown, not null: the list and the detail of an order differ.

#include "watched.hpp"

namespace webhookd::core {

namespace {

/// True when the observation proves a status other than the remembered one.
bool tells_status(const Snapshot& before, const Observation& seen)
{
    const auto told = watched_shipment_status(seen.watched);
    const auto remembered = watched_shipment_status(before.watched);
    if (!told) return !remembered && seen.watched.contains(status_field);
    return seen.exact || !remembered || *told > *remembered;
}

}  // namespace

Json watched_value(const Json& watched, std::string_view field)
{
    const auto found = watched.find(field);
    return found == watched.end() ? Json() : *found;
}

bool is_projected(std::string_view field)
{
    return field == status_field || field == quantity_field;
}

const Json* compared_value(const Json& watched, std::string_view field)
{
    const auto in = [field](const Json& object) {
        const auto found = object.find(field);
        return found == object.end() ? nullptr : &*found;
    };
    if (is_projected(field)) return in(watched);
    const auto compared = watched.find(compared_field);
    return compared == watched.end() ? nullptr : in(*compared);
}

std::string watched_word(const Json& watched, std::string_view field)
{
    const auto value = watched_value(watched, field);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<ShipmentStatus> watched_shipment_status(const Json& watched)
{
    return find_shipment_status(watched_word(watched, status_field));
}

const std::set<std::string>& unapproved_words()
{
    static const std::set<std::string> words{"", "PENDING", "REJECTED"};
    return words;
}

Json merge_movement(const Snapshot* before, const Observation& seen)
{
    auto watched = seen.watched;
    if (before != nullptr && !tells_status(*before, seen)) {
        const auto remembered = before->watched.find(status_field);
        if (remembered != before->watched.end()) watched[status_field] = *remembered;
    }
    return watched;
}

Json merge_order(const Snapshot* before, const Observation& seen)
{
    auto watched = seen.watched;
    if (before == nullptr) return watched;
    if (!seen.exact && is_order_step_back(before->watched, watched)) return before->watched;
    const auto keep = [&](std::string_view field) {
        const auto remembered = before->watched.find(field);
        if (remembered != before->watched.end() && !watched.contains(field)) watched[field] = *remembered;
    };
    keep(status_field);
    // Only a new status makes a date remembered from another row worthless, since a rollback clears both.
    if (watched_value(watched, status_field) == watched_value(before->watched, status_field))
        keep(approval_field);
    return watched;
}

Json merge_level(const Snapshot* before, const Observation& seen)
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

bool is_movement_step_back(const Json& from, const Json& to)
{
    const auto lower = watched_shipment_status(to);
    const auto higher = watched_shipment_status(from);
    return lower && higher && *lower < *higher;
}

bool is_order_step_back(const Json& from, const Json& to)
{
    const auto is_unapproved = [](const Json& order) {
        return unapproved_words().contains(watched_word(order, status_field));
    };
    return to.contains(status_field) && is_unapproved(to) && !is_unapproved(from);
}

bool is_movement_open(const Json& movement)
{
    const auto status = watched_shipment_status(movement);
    return status == ShipmentStatus::shipped || status == ShipmentStatus::partially_received;
}

bool is_order_under_way(const Json& order)
{
    const auto status = watched_word(order, status_field);
    return is_order_open(order) || status == "PLACED" || status == "PARTIALLY_SHIPPED" ||
           status == "SHIPPED" || status == "PARTIALLY_RECEIVED";
}

bool is_order_open(const Json& order)
{
    const auto status = watched_word(order, status_field);
    return status == "PENDING" || status == "REJECTED" || status == "APPROVED";
}

}  // namespace webhookd::core
