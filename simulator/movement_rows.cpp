// The three shapes in which a stock movement is printed (openboxes-api.md 4.3, 4.4, 4.6), and the shipment
// of 4.7.

#include "simulator/rows.hpp"

namespace webhookd::simulator {

namespace {

const Json& no_association()
{
    static const Json association{{"id", nullptr}, {"name", nullptr}};
    return association;
}

Json movement_location(const World& world, const std::string& id, bool is_origin)
{
    const auto& facility = world.facilities.get(id);
    Json location{{"id", facility.id},
                  {"name", facility.name},
                  {"locationNumber", text_or_null(facility.number)},
                  {"locationType", location_type_json(facility)},
                  {"locationGroup", nullptr},
                  {"organizationName", facility.organization_name},
                  {"organizationCode", facility.organization_code}};
    if (is_origin) location["isDepot"] = facility.type_code == "DEPOT";
    location["supportedActivities"] = Json::array({"MANAGE_INVENTORY"});
    return location;
}

Json shipment_type()
{
    return {{"id", "5"}, {"name", "Default"}, {"description", nullptr}, {"displayName", "Default"}};
}

/// Depends on the session's location (StockMovementStatusResolver): not to be watched alone.
Json display_status(const Call& call, const Movement& movement)
{
    bool inbound = call.session.location == movement.destination ||
                   (call.session.location != movement.origin &&
                    call.world.facilities.get(movement.origin).type_code == "SUPPLIER");
    auto status = inbound ? to_text(movement.shipment_status) : outbound_status_of(movement);
    return {{"name", text_or_null(status)},
            {"label", text_or_null(status)},
            {"variant", status.empty() ? Json() : Json("primary")}};
}

bool is_pending(const Movement& movement)
{
    return movement.has_shipment() && movement.shipment_status == ShipmentStatus::pending;
}

Json return_order(const Movement& movement)
{
    return {{"id", text_or_null(movement.return_order_id)},
            {"name", movement.is_return() ? Json(movement.name) : Json()},
            {"orderNumber", movement.is_return() ? Json(movement.identifier) : Json()}};
}

Json shipment_association(const Movement& movement)
{
    if (!movement.has_shipment()) return {{"id", nullptr}, {"shipmentNumber", nullptr}, {"status", nullptr}};
    return {{"id", movement.shipment_id},
            {"shipmentNumber", movement.identifier},
            {"status", to_text(movement.shipment_status)}};
}

Json line_items(const World& world, const Movement& movement)
{
    Json items = Json::array();
    for (const auto& line : movement.lines) {
        const auto* product = world.products.find(line.product);
        items.push_back({{"id", line.id},
                         {"productCode", product == nullptr ? Json() : Json(product->code)},
                         {"product", {{"id", line.product}}},
                         {"quantityRequested", line.quantity},
                         {"quantityShipped", line.quantity}});
    }
    return items;
}

}  // namespace

Json outbound_row(const Call& call, const Movement& movement)
{
    Json row{
        {"id", movement.id}, {"name", movement.name}, {"description", text_or_null(movement.description)}};
    row["statusCode"] = movement.is_return() ? outbound_status_of(movement) : status_code_of(movement);
    if (call.before({0, 9, 0})) {
        row["statusLabel"] = outbound_status_of(movement);
    } else {
        row["displayStatus"] = display_status(call, movement);
        row["statusVariant"] = "success";
    }
    row["status"] = outbound_status_of(movement);
    row["currentStatus"] = movement.has_shipment() ? Json(to_text(movement.shipment_status)) : Json();
    row["identifier"] = movement.identifier;
    row["stockMovementType"] = movement.is_return() ? "RETURN_ORDER" : "STOCK_MOVEMENT";
    row["origin"] = movement_location(call.world, movement.origin, true);
    row["destination"] = movement_location(call.world, movement.destination, false);
    row["hasManageInventory"] = true;
    row["stocklist"] = no_association();
    row["order"] = return_order(movement);
    row["replenishmentType"] = nullptr;
    row["dateRequested"] = us_date(movement.requested);
    row["dateCreated"] = us_date(movement.created);
    row["requestedBy"] = person_json(call.world, movement.requested_by);
    row["lineItemCount"] = movement.lines.size();
    row["requestType"] = movement.request_type;
    row["sourceType"] = text_or_null(movement.source_type);
    row["isPending"] = is_pending(movement);
    row["isReturn"] = movement.is_return();
    row["isElectronicType"] = movement.source_type == "ELECTRONIC";
    row["isApprovalRequired"] = false;
    row["shipmentType"] = shipment_type();
    row["approvers"] = Json::array();
    return row;
}

Json slim_inbound_row(const Call& call, const Movement& movement)
{
    const auto& origin = call.world.facilities.get(movement.origin);
    return {{"id", movement.id},
            {"name", movement.name},
            {"description", text_or_null(movement.description)},
            {"shipmentType", shipment_type()},
            {"statusCode", status_code_of(movement)},
            {"displayStatus", display_status(call, movement)},
            {"identifier", movement.identifier},
            {"origin", {{"id", origin.id}, {"name", origin.name}, {"isDepot", origin.type_code == "DEPOT"}}},
            {"destination", {{"id", movement.destination}}},
            {"order", {{"id", text_or_null(movement.return_order_id)}}},
            {"stocklist", nullptr},
            {"dateCreated", iso_date(movement.created)},
            {"dateRequested", iso_date(movement.requested)},
            {"expectedDeliveryDate", iso_date(movement.expected_delivery)},
            {"requestedBy", person_json(call.world, movement.requested_by)},
            {"lineItemCount", movement.lines.size()},
            {"isReturn", movement.is_return()},
            {"isReceived", movement.shipment_status == ShipmentStatus::received},
            {"isPartiallyReceived", movement.shipment_status == ShipmentStatus::partially_received},
            {"isPending", is_pending(movement)},
            {"currentEvent", nullptr}};
}

Json movement_detail(const Call& call, const Movement& movement, bool with_lines)
{
    bool has_requisition = !movement.requisition_id.empty();
    auto status = movement.has_shipment() ? Json(to_text(movement.shipment_status)) : Json();
    bool shipped = movement.has_shipment() && movement.shipment_status >= ShipmentStatus::shipped;
    bool received = movement.has_shipment() && movement.shipment_status == ShipmentStatus::received;
    // A movement without requisition has the id of its shipment, a return's shipment too.
    Json row{{"id", has_requisition ? movement.requisition_id : movement.shipment_id},
             {"name", movement.name},
             {"description", text_or_null(movement.description)},
             {"statusCode", status_code_of(movement)}};
    if (!call.before({0, 9, 0})) row["displayStatus"] = display_status(call, movement);
    row["identifier"] = movement.identifier;
    row["origin"] = movement_location(call.world, movement.origin, true);
    row["destination"] = movement_location(call.world, movement.destination, false);
    row["order"] = return_order(movement);
    row["hasManageInventory"] = true;
    row["stocklist"] = no_association();
    row["replenishmentType"] = nullptr;
    row["dateRequested"] = us_date(movement.requested);
    row["dateCreated"] = us_date(movement.created);
    row["dateShipped"] = us_date_time(movement.expected_shipping);
    row["expectedDeliveryDate"] = us_date_time(movement.expected_delivery);
    row["dateDeliveryRequested"] = nullptr;
    row["lastUpdated"] = iso_date(has_requisition ? movement.requisition_updated : movement.shipment_updated);
    row["shipmentType"] = shipment_type();
    row["currentStatus"] = has_requisition ? status : Json();
    row["shipmentStatus"] = status;
    row["trackingNumber"] = nullptr;
    row["driverName"] = nullptr;
    row["comments"] = nullptr;
    row["currentEvent"] = nullptr;
    row["requestedBy"] = person_json(call.world, movement.requested_by);
    row["lineItems"] = with_lines ? line_items(call.world, movement) : Json::array();
    row["lineItemCount"] = movement.lines.size();
    row["associations"] = {
        {"requisition",
         {{"id", text_or_null(movement.requisition_id)},
          {"requestNumber", has_requisition ? Json(movement.identifier) : Json()},
          {"status", text_or_null(movement.requisition_status)}}},
        {"shipment", shipment_association(movement)},
        {"shipments",
         has_requisition && movement.has_shipment() ? Json::array({shipment_association(movement)}) : Json()},
        {"documents", with_lines ? Json::array() : Json()}};
    row["approvers"] = Json::array();
    row["isFromOrder"] = false;
    row["isReturn"] = movement.is_return();
    row["isShipped"] = shipped;
    row["isReceived"] = received;
    row["isPartiallyReceived"] = movement.shipment_status == ShipmentStatus::partially_received;
    row["isElectronicType"] = movement.source_type == "ELECTRONIC";
    row["isPending"] = is_pending(movement);
    row["shipped"] = shipped;
    row["received"] = received;
    if (has_requisition && call.options.enum_objects) {
        row["requestType"] = {{"enumType", "org.pih.warehouse.requisition.RequisitionType"},
                              {"name", movement.request_type}};
    } else {
        row["requestType"] = has_requisition ? Json(movement.request_type) : Json();
    }
    row["sourceType"] = text_or_null(movement.source_type);
    row["picklist"] = {{"id", nullptr}};
    return row;
}

}  // namespace webhookd::simulator
