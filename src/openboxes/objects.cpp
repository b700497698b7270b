// A function per kind of object, key by key in the documented order; an end of a movement that its row leaves
// out is filled in from what was asked for.

#include "openboxes/objects.hpp"

#include "openboxes/fields.hpp"

namespace webhookd::openboxes {

namespace {

/// An association, completed by what the request was about.
OrderedJson place(const JsonView& row, std::string_view path, const std::string& id, const std::string& name)
{
    auto reference = reference_field(row, path);
    if (reference.is_null()) {
        if (id.empty()) return reference;
        reference["id"] = nullptr;
        reference["name"] = nullptr;
    }
    if (reference["id"].is_null() && !id.empty()) reference["id"] = id;
    if (reference["name"].is_null() && !name.empty() && reference["id"] == id) reference["name"] = name;
    return reference;
}

/// `order` of a movement: {"id","name"}, the number where there is no name.
OrderedJson order_of(const JsonView& row)
{
    auto order = reference_field(row, "order");
    if (order.is_object() && order["name"].is_null()) order["name"] = text_field(row, "order.orderNumber");
    return order;
}

}  // namespace

OrderedJson product_object(const JsonView& row)
{
    OrderedJson object;
    object["id"] = text_field(row, "id");
    object["productCode"] = text_field(row, "productCode");
    object["name"] = text_field(row, "name");
    object["description"] = text_field(row, "description");
    object["category"] = name_field(row, "category");
    object["unitOfMeasure"] = name_field(row, "unitOfMeasure");
    object["pricePerUnit"] = number_field(row, "pricePerUnit");
    object["active"] = bool_field(row, "active");
    object["lotAndExpiryControl"] = bool_field(row, "lotAndExpiryControl");
    object["dateCreated"] = date_field(row, "dateCreated");
    object["lastUpdated"] = date_field(row, "lastUpdated");
    object["updatedBy"] = name_field(row, "updatedBy");
    return object;
}

OrderedJson movement_object(const JsonView& row, core::ShipmentStatus status, const ListedAt& listed_at)
{
    OrderedJson object;
    object["id"] = text_field(row, "id");
    object["identifier"] = text_field(row, "identifier");
    object["name"] = text_field(row, "name");
    object["description"] = text_field(row, "description");
    object["status"] = core::to_string(status);
    object["requestStatus"] = word_field(row, "statusCode");
    object["origin"] = place(row, "origin", listed_at.origin_id, listed_at.origin_name);
    object["destination"] = place(row, "destination", listed_at.destination_id, listed_at.destination_name);
    object["shipmentType"] = name_field(row, "shipmentType");
    object["order"] = order_of(row);
    object["stocklist"] = reference_field(row, "stocklist");
    object["requestedBy"] = name_field(row, "requestedBy");
    object["lineItemCount"] = number_field(row, "lineItemCount");
    object["isReturn"] = bool_field(row, "isReturn");
    object["dateCreated"] = date_field(row, "dateCreated");
    object["dateRequested"] = date_field(row, "dateRequested");
    object["expectedDeliveryDate"] = date_field(row, "expectedDeliveryDate");
    return object;
}

OrderedJson order_object(const JsonView& row)
{
    OrderedJson object;
    object["id"] = text_field(row, "id");
    object["orderNumber"] = text_field(row, "orderNumber");
    object["name"] = text_field(row, "name");
    object["status"] = word_field(row, "status");
    object["origin"] = reference_field(row, "origin");
    object["destination"] = reference_field(row, "destination");
    object["dateOrdered"] = date_field(row, "dateOrdered");
    object["orderedBy"] = name_field(row, "orderedBy");
    object["createdBy"] = name_field(row, "createdBy");
    object["paymentTerm"] = name_field(row, "paymentTerm");
    object["total"] = text_field(row, "total");
    object["totalNormalized"] = text_field(row, "totalNormalized");
    object["totalValue"] = number_field(row, "total");
    for (const auto* count :
         {"orderItemsCount", "shippedItemsCount", "receivedItemsCount", "invoicedItemsCount"})
        object[count] = number_field(row, count);
    object["dateApproved"] = date_field(row, "dateApproved");
    object["approvedBy"] = name_field(row, "approvedBy");
    return object;
}

OrderedJson adjustment_object(AdjustmentFields fields)
{
    OrderedJson object;
    object["id"] = std::move(fields.id);
    object["transactionNumber"] = std::move(fields.transaction_number);
    object["transactionType"] = std::move(fields.transaction_type);
    object["action"] = std::move(fields.action);
    object["cause"] = std::move(fields.cause);
    object["product"] = std::move(fields.product);
    object["facility"] = std::move(fields.facility);
    object["quantityBefore"] = std::move(fields.quantity_before);
    object["quantityAfter"] = std::move(fields.quantity_after);
    object["quantityDifference"] = std::move(fields.quantity_difference);
    object["reason"] = std::move(fields.reason);
    object["comments"] = std::move(fields.comments);
    object["recordedBy"] = std::move(fields.recorded_by);
    object["dateRecorded"] = std::move(fields.date_recorded);
    return object;
}

OrderedJson stock_object(const JsonView& row, OrderedJson facility, StockLevels levels)
{
    OrderedJson object;
    object["id"] = nullptr;
    object["product"] = product_reference(text_field(row, "productId"), text_field(row, "productCode"),
                                          text_field(row, "productName"));
    object["facility"] = std::move(facility);
    object["quantityOnHand"] = number_field(row, "quantityOnHand");
    object["lowLevel"] = levels.reorder.is_null() ? levels.minimum : levels.reorder;
    object["minQuantity"] = std::move(levels.minimum);
    object["reorderQuantity"] = std::move(levels.reorder);
    object["maxQuantity"] = std::move(levels.maximum);
    return object;
}

}  // namespace webhookd::openboxes
