// Rows of the generic API that no other endpoint prints: Grails' default marshaller writes all properties,
// with associations as {"id"} (openboxes-api.md 6.2, 7).

#include "simulator/rows.hpp"

namespace webhookd::simulator {

namespace {

Json reference(const std::string& id)
{
    return id.empty() ? Json() : Json{{"id", id}};
}

}  // namespace

Json person_json(const World& world, const std::string& user)
{
    const auto* person = world.users.find(user);
    if (person == nullptr) return nullptr;
    return {{"id", person->id},
            {"name", person->name()},
            {"firstName", person->first_name},
            {"lastName", person->last_name},
            {"email", person->email},
            {"username", nullptr}};
}

std::string person_name(const World& world, const std::string& user)
{
    const auto* person = world.users.find(user);
    return person == nullptr ? "" : person->name();
}

Json inventory_item_json(const World& world, const InventoryItem& item)
{
    const auto* product = world.products.find(item.product);
    Json of{{"id", item.product},
            {"name", product == nullptr ? Json() : Json(product->name)},
            {"productCode", product == nullptr ? Json() : Json(product->code)}};
    return {{"id", item.id},
            {"product", std::move(of)},
            {"lotNumber", text_or_null(item.lot)},
            {"expirationDate", date_or_null(item.expires, us_date)}};
}

Json shipment_row(const World& world, const Movement& movement)
{
    auto place = [&world](const std::string& id) -> Json {
        const auto& facility = world.facilities.get(id);
        return {{"id", facility.id}, {"name", facility.name}, {"type", facility.type_code}};
    };
    Json items = Json::array();
    for (const auto& line : movement.lines) {
        const auto* item = world.find_inventory_item(line.product, "");
        items.push_back({{"id", line.id},
                         {"inventoryItem", item == nullptr ? Json() : inventory_item_json(world, *item)},
                         {"quantity", line.quantity},
                         {"recipient", nullptr},
                         {"shipment", {{"id", movement.shipment_id}, {"name", movement.name}}},
                         {"container", nullptr}});
    }
    // Everything once more, in the container of what is in none: such rows are heavy.
    Json unpacked{{"id", nullptr}, {"name", nullptr}, {"type", nullptr}, {"shipmentItems", items}};
    return {{"id", movement.shipment_id},
            {"name", movement.name},
            {"status", to_text(movement.shipment_status)},
            {"origin", place(movement.origin)},
            {"destination", place(movement.destination)},
            {"expectedShippingDate", us_date_time(movement.expected_shipping)},
            {"actualShippingDate", date_or_null(movement.shipped_at, us_date_time)},
            {"expectedDeliveryDate", us_date_time(movement.expected_delivery)},
            {"actualDeliveryDate", date_or_null(movement.received_at, us_date_time)},
            {"shipmentItems", std::move(items)},
            {"containers", Json::array({std::move(unpacked)})}};
}

Json transaction_row(const Call& call, const Transaction& transaction)
{
    Json entries = Json::array();
    for (const auto& entry : transaction.entries)
        entries.push_back(reference(entry.id));
    Json row{{"id", transaction.id},
             {"transactionType", reference(transaction.type)},
             {"transactionDate", iso_date(transaction.date)},
             {"transactionNumber", transaction.number},
             {"source", reference(transaction.source)},
             {"destination", reference(transaction.destination)},
             {"comment", text_or_null(transaction.comment)},
             {"outgoingShipment", reference(transaction.outgoing_shipment)},
             {"incomingShipment", reference(transaction.incoming_shipment)},
             {"requisition", reference(transaction.requisition)},
             {"receipt", reference(transaction.receipt)},
             {"order", reference(transaction.order)},
             {"confirmed", false},
             {"confirmedBy", nullptr},
             {"dateConfirmed", nullptr},
             {"transactionEntries", std::move(entries)},
             {"createdBy", reference(transaction.created_by)},
             {"updatedBy", reference(transaction.created_by)},
             {"dateCreated", iso_date(transaction.created)},
             {"lastUpdated", iso_date(transaction.created)},
             {"inventory", reference(call.world.facilities.get(transaction.facility).inventory_id)}};
    if (!call.before({0, 9, 5})) row["cycleCount"] = reference(transaction.cycle_count);
    if (!call.before({0, 9, 6})) row["transactionSource"] = nullptr;
    return row;
}

Json transaction_entry_row(const Transaction& transaction, const Entry& entry)
{
    return {{"id", entry.id},
            {"quantity", entry.quantity},
            {"product", reference(entry.product)},
            {"inventoryItem", reference(entry.inventory_item)},
            {"binLocation", nullptr},
            {"reasonCode", text_or_null(entry.reason_code)},
            {"comments", text_or_null(entry.comments)},
            {"transaction", reference(transaction.id)}};
}

Json inventory_row(const Facility& facility)
{
    return {{"id", facility.inventory_id},
            {"dateCreated", iso_date({})},
            {"lastUpdated", iso_date({})},
            {"warehouse", {{"id", facility.id}}},
            {"configuredProducts", Json::array()}};
}

Json product_availability_row(const World& world, const StockLevel& level)
{
    const auto* product = world.products.find(level.product);
    return {{"id", level.id},
            {"product", reference(level.product)},
            {"location", reference(level.facility)},
            {"inventoryItem", reference(level.inventory_item)},
            {"binLocation", nullptr},
            {"productCode", product == nullptr ? Json() : Json(product->code)},
            {"lotNumber", text_or_null(world.inventory_items.get(level.inventory_item).lot)},
            {"binLocationName", nullptr},
            {"quantityOnHand", level.quantity},
            {"quantityAllocated", 0},
            {"quantityOnHold", 0},
            {"quantityAvailableToPromise", level.quantity},
            {"quantityNotPicked", level.quantity},
            {"dateCreated", iso_date(level.created)},
            {"lastUpdated", iso_date(level.updated)}};
}

}  // namespace webhookd::simulator
