#pragma once
// The status of a shipment, read tolerantly from a row, since its name and place differ by list and version
// (openboxes-api.md 4.5).

#include <optional>
#include <string>

#include "webhookd/core/shipment_status.hpp"
#include "webhookd/openboxes/json_view.hpp"

namespace webhookd::openboxes {

struct ShipmentReading
{
    core::ShipmentStatus status = core::ShipmentStatus::pending;
    /// False: at least this status. So is everything that follows from the status of the request behind the
    /// shipment alone: it may report an advance, it never proves a step back.
    bool exact = true;
    std::string unknown_word;  ///< a status word nobody knows; to be reported, the reading falls through to
                               ///< the next rule
};

/// The shipment status of a row of a movement list or of a movement's detail, by the rules of
/// openboxes-api.md 4.5. `listed`: the `receiptStatusCode` of the request; null when it had none. One status
/// is the answer; several decide where the row knows nothing of its shipment. A row that says itself that it
/// is not among them comes from a server that ignores the filter (up to 0.8.18), or contradicts itself: it is
/// no proof of anything.
ShipmentReading read_shipment_status(const JsonView& row,
                                     std::optional<core::ListedStatus> listed = std::nullopt);

}  // namespace webhookd::openboxes
