#pragma once
// The row readers of all lists, each defined beside the stream that uses it.

#include <optional>

#include "openboxes/row_reader.hpp"
#include "webhookd/core/shipment_status.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

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
