#pragma once
// The status of a shipment, ordered, so that "crossed to SHIPPED or beyond" is a comparison (architecture.md
// 2). How it is read from a row: openboxes/shipment_reading.hpp.

#include <optional>
#include <string_view>

namespace webhookd::core {

enum class ShipmentStatus
{
    pending,
    shipped,
    partially_received,
    received
};

/// `PENDING`, `SHIPPED`, `PARTIALLY_RECEIVED`, `RECEIVED`.
std::string_view to_string(ShipmentStatus status);
/// Reads one of these words; `CREATED` counts as pending. An unknown word is null (F-33).
std::optional<ShipmentStatus> find_shipment_status(std::string_view word);

/// What the list was asked for that a row stands in: the shipment statuses from `lowest` to `highest`.
struct ListedStatus
{
    ShipmentStatus lowest;
    ShipmentStatus highest;
};

}  // namespace webhookd::core
