#pragma once
// `data.object` of each event type: the fields a subscriber may rely on (architecture.md 3). Names follow
// OpenBoxes' API; shapes are one over its versions. Every key is always there, null when the server did not
// tell; keys may be added, never removed or changed in meaning.
//
// Common forms: an association is {"id","name"} or null; a name is the default part of a localized one; a day
// is `2026-06-01`, an instant `2026-06-01T09:00:00Z`, anything else the server wrote stays as it wrote it.

#include <string>

#include "webhookd/core/json.hpp"
#include "webhookd/core/shipment_status.hpp"
#include "webhookd/openboxes/json_view.hpp"

namespace webhookd::openboxes {

/// id, productCode, name, description, category (its name), unitOfMeasure, pricePerUnit (number), active,
/// lotAndExpiryControl, dateCreated, lastUpdated, updatedBy.
OrderedJson product_object(const JsonView& row);

/// Where a row was listed: fills the end that the row itself leaves out.
struct ListedAt
{
    std::string origin_id;
    std::string origin_name;
    std::string destination_id;
    std::string destination_name;
};

/// id, identifier, name, description, status (PENDING, SHIPPED, PARTIALLY_RECEIVED or RECEIVED: of the
/// shipment), requestStatus (of the request behind it, as OpenBoxes words it: CHECKING, DISPATCHED, …),
/// origin, destination, shipmentType (name), order, stocklist, requestedBy (name), lineItemCount, isReturn,
/// dateCreated, dateRequested, expectedDeliveryDate.
OrderedJson movement_object(const JsonView& row, core::ShipmentStatus status, const ListedAt& listed_at);

/// id, orderNumber, name, status, origin, destination ({"id":null,"name"} in lists), dateOrdered, orderedBy,
/// createdBy, paymentTerm, total (text with currency), totalNormalized (likewise), orderItemsCount,
/// shippedItemsCount, receivedItemsCount, invoicedItemsCount, dateApproved, approvedBy (the last two: servers
/// that tell them).
OrderedJson order_object(const JsonView& row);

/// One adjustment of one product at one facility, from any source (openboxes-api.md 6.2): id,
/// transactionNumber, transactionType ({"id","name"}), action (CYCLE_COUNT, RECORD_STOCK, …), cause
/// (`adjustment`, or `unknown` when only the level was seen to differ), product {"id","productCode","name"},
/// facility, quantityBefore, quantityAfter, quantityDifference (signed), reason, comments (texts joined by ";
/// "), recordedBy (name), dateRecorded.
struct AdjustmentFields
{
    std::string id;
    OrderedJson transaction_number = nullptr;
    OrderedJson transaction_type = nullptr;
    OrderedJson action = nullptr;
    std::string cause = "adjustment";
    OrderedJson product = nullptr;
    OrderedJson facility = nullptr;
    OrderedJson quantity_before = nullptr;
    OrderedJson quantity_after = nullptr;
    OrderedJson quantity_difference = nullptr;
    OrderedJson reason = nullptr;
    OrderedJson comments = nullptr;
    OrderedJson recorded_by = nullptr;
    OrderedJson date_recorded = nullptr;
};
OrderedJson adjustment_object(AdjustmentFields fields);

/// What people set for a product in a facility; null: nothing.
struct StockLevels
{
    OrderedJson minimum = nullptr;
    OrderedJson reorder = nullptr;
    OrderedJson maximum = nullptr;
};

/// id (left to the caller), product {"id","productCode","name"}, facility, quantityOnHand, minQuantity,
/// reorderQuantity, maxQuantity, lowLevel (reorderQuantity, or minQuantity where there is none).
OrderedJson stock_object(const JsonView& row, OrderedJson facility, StockLevels levels);

}  // namespace webhookd::openboxes
