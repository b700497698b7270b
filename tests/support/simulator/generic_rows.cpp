// Rows of the generic API that no other endpoint prints: Grails' default marshaller writes all properties,
// with associations as {"id"} (openboxes-api.md 6.2, 7).

#include "support/simulator/rows.hpp"

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

Json transaction_row(const Call& call, const Transaction& transaction)
{
    Json entries = Json::array();
    for (const auto& entry : transaction.entries)
        entries.push_back(reference(entry.id));
    Json row{{"id", transaction.id},
             {"transactionType", reference(transaction.type)},
             {"transactionDate", iso_date(transaction.date)},
             {"transactionNumber", transaction.number},
             {"source", nullptr},
             {"destination", nullptr},
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
