#pragma once
// The status of a shipment: ordered, so that "crossed to SHIPPED or beyond" is a comparison (architecture.md
// 2), and read tolerantly, since its name and place differ by list and version (openboxes-api.md 4.5).

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
    /// False: at least this status. So is everything that follows from the status of the request behind the
    /// shipment alone: it may report an advance, it never proves a step back.
    bool exact = true;
    std::string unknown_word;  ///< a status word nobody knows; to be reported, the reading falls through to
                               ///< the next rule
};

/// What the list was asked for that a row stands in: the shipment statuses from `lowest` to `highest`.
struct ListedStatus
{
    ShipmentStatus lowest;
    ShipmentStatus highest;
};

/// The shipment status of a row of a movement list or of a movement's detail, by the rules of
/// openboxes-api.md 4.5. `listed`: the `receiptStatusCode` of the request; null when it had none. One status
/// is the answer; several decide where the row knows nothing of its shipment. A row that says itself that it
/// is not among them comes from a server that ignores the filter (up to 0.8.18), or contradicts itself: it is
/// no proof of anything.
ShipmentReading read_shipment_status(const JsonView& row, std::optional<ListedStatus> listed = std::nullopt);

}  // namespace webhookd::core
