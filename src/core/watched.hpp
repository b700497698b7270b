#pragma once
// What is watched of the entities of each kind: the fields, what is remembered where a row does not tell,
// what takes something back.

#include <set>
#include <string>
#include <string_view>

#include "webhookd/core/entity.hpp"
#include "webhookd/core/shipment_status.hpp"

namespace webhookd::core {

inline constexpr std::string_view status_field = "status";         ///< of movements and orders
inline constexpr std::string_view approval_field = "approved_at";  ///< of orders
inline constexpr std::string_view quantity_field = "quantity";     ///< of stock levels
inline constexpr std::string_view compared_field = "compared";     ///< Rulebook::compared(), by name

/// The value of a field; null JSON when it is not there.
Json watched_value(const Json& watched, std::string_view field);
/// True of a field that is watched anyway: its value is not among the compared ones.
bool is_projected(std::string_view field);
/// The value of a field that Crosses compares; null where it was never told.
const Json* compared_value(const Json& watched, std::string_view field);
/// Empty when null or absent.
std::string watched_word(const Json& watched, std::string_view field);
/// Null when it is not the word of a shipment status.
std::optional<ShipmentStatus> watched_shipment_status(const Json& watched);

/// The status of an order that is not approved; "" is none.
const std::set<std::string>& unapproved_words();

/// What is watched from now on: `seen`, completed by what was remembered where `seen` cannot tell.
Json merge_movement(const Snapshot* before, const Observation& seen);
Json merge_order(const Snapshot* before, const Observation& seen);
Json merge_level(const Snapshot* before, const Observation& seen);

bool is_movement_step_back(const Json& from, const Json& to);
bool is_order_step_back(const Json& from, const Json& to);

bool is_movement_open(const Json& movement);
bool is_order_open(const Json& order);
bool is_order_under_way(const Json& order);

}  // namespace webhookd::core
