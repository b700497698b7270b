#pragma once
// The status of a shipment: ordered, so that "crossed to SHIPPED or beyond" is a comparison (design.md 2),
// and read tolerantly, since its name and place differ by list and version (openboxes-api.md 4.5).

#include <optional>
#include <string>
#include <string_view>

#include "webhookd/core/json_view.hpp"

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

struct ShipmentReading
{
    ShipmentStatus status = ShipmentStatus::pending;
    bool exact = true;         ///< false: at least this status (rules 6 and 7)
    std::string unknown_word;  ///< a status word nobody knows; to be reported, the reading falls through to
                               ///< the next rule
};

/// The shipment status of a row of a movement list or of a movement's detail, by the rules of
/// openboxes-api.md 4.5. `requested` is the `receiptStatusCode` of the request if it had exactly one value:
/// then it is the answer.
ShipmentReading read_shipment_status(const JsonView& row,
                                     std::optional<ShipmentStatus> requested = std::nullopt);

}  // namespace webhookd::core
