#pragma once
// How one kind of list is read: what of a row is watched, and what an event about it shows. The readers of
// all lists are defined beside the streams that use them.

#include <functional>
#include <optional>
#include <string>

#include "webhookd/core/entity.hpp"
#include "webhookd/core/shipment_status.hpp"
#include "webhookd/openboxes/json_view.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

struct ObservedRow
{
    /// An empty id: the row has none. `object` stays null.
    core::Observation seen;
    /// False for a row that the server should not have listed (another facility, another type): counted, not
    /// used.
    bool wanted = true;
    std::string alarm;  ///< something a human should hear of; empty: nothing
};

/// Both functions are pure and never throw; `row` is one element of the list, possibly not even an object.
struct RowReader
{
    std::function<ObservedRow(const JsonView& row)> observe;
    std::function<OrderedJson(const JsonView& row)> object;
};

RowReader product_rows();
RowReader order_rows();
/// Of the list that was asked for with `facility` at that side, and with these statuses.
RowReader movement_rows(Side side, const Facility& facility,
                        std::optional<core::ListedStatus> listed = std::nullopt);
/// Of the transactions summary (A).
RowReader summary_rows(const Facility& facility);
/// Of the product summary (C), or of the inventory items (F), which come by lot and bin.
RowReader level_rows(const Facility& facility, bool by_lot);

}  // namespace webhookd::openboxes
