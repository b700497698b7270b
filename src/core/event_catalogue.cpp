// What the events about OpenBoxes promise, field by field, and the whole catalogue, whose other half is
// operational_catalogue.cpp.

#include "webhookd/core/event_catalogue.hpp"

#include <algorithm>
#include <iterator>

#include "event_catalogue_parts.hpp"
#include "webhookd/core/event.hpp"

namespace webhookd::core {

namespace {

using enum FieldForm;

std::vector<EventField> product_fields()
{
    return {
        {"id", text, false, "Id of the product.", R"("ff80818163aa0001")"},
        {"productCode", text, true, "Code of the product.", R"("GA10")"},
        {"name", text, true, "Name.", R"("Gauze roll 10 cm")"},
        {"description", text, true, "Description.", "null"},
        {"category", text, true, "Name of its category.", R"("Consumables")"},
        {"unitOfMeasure", text, true, "Unit of measure.", R"("EA")"},
        {"pricePerUnit", number, true, "Price of one unit, in the currency of the server.", "1.25"},
        {"active", boolean, true, "False when it is no longer in use.", "true"},
        {"lotAndExpiryControl", boolean, true, "True when lots and expiry dates are required.", "false"},
        {"dateCreated", date, true, "When it was created.", R"("2026-06-02T10:11:12Z")"},
        {"lastUpdated", date, true, "When it was last changed.", R"("2026-06-02T10:11:12Z")"},
        {"updatedBy", text, true, "Name of who changed it last.", R"("Ana Diaz")"},
    };
}

std::vector<EventField> movement_fields(std::string_view status)
{
    return {
        {"id", text, false, "Id of the stock movement.", R"("ff8081818a0001")"},
        {"identifier", text, true, "Its number, as people know it.", R"("123ABC")"},
        {"name", text, true, "Name.", R"("A.B.01Jun2026")"},
        {"description", text, true, "Description.", R"("weekly round")"},
        {"status",
         text,
         false,
         "Status of the shipment.",
         status,
         {"PENDING", "SHIPPED", "PARTIALLY_RECEIVED", "RECEIVED"}},
        {"requestStatus", text, true, "Status of the request behind it, in the words of OpenBoxes.",
         R"("DISPATCHED")"},
        {"origin", named, true, "Where it comes from.", R"({"id":"1","name":"Main depot"})"},
        {"destination", named, true, "Where it goes.", R"({"id":"2","name":"Clinic"})"},
        {"shipmentType", text, true, "Name of the type of shipment.", R"("Default")"},
        {"order", named, true, "The purchase order it belongs to.", "null"},
        {"stocklist", named, true, "The stock list it was made from.", "null"},
        {"requestedBy", text, true, "Name of who requested it.", R"("Ana Diaz")"},
        {"lineItemCount", integer, true, "Number of lines.", "3"},
        {"isReturn", boolean, true, "True for a return.", "false"},
        {"dateCreated", date, true, "When it was created.", R"("2026-06-01")"},
        {"dateRequested", date, true, "When it was requested.", R"("2026-06-01")"},
        {"expectedDeliveryDate", date, true, "When it is expected to arrive.", "null"},
    };
}

std::vector<EventField> movement_previous()
{
    return {
        {"status", text, true, "Status of the shipment before; null when it was unknown.", R"("PENDING")"},
    };
}

std::vector<EventField> order_fields()
{
    return {
        {"id", text, false, "Id of the purchase order.", R"("ff80818190aa01")"},
        {"orderNumber", text, true, "Its number, as people know it.", R"("PO-1001")"},
        {"name", text, true, "Name.", R"("Gloves Q3")"},
        {"status", text, true, "Status, in the words of OpenBoxes.", R"("PLACED")"},
        {"origin", named, true, "The supplier; lists of OpenBoxes tell its name only.",
         R"({"id":null,"name":"Acme Supplies"})"},
        {"destination", named, true, "Where it is to be delivered; likewise.",
         R"({"id":null,"name":"Main depot"})"},
        {"dateOrdered", date, true, "When it was ordered.", R"("2026-06-01T00:00:00Z")"},
        {"orderedBy", text, true, "Name of who ordered.", R"("Ana Diaz")"},
        {"createdBy", text, true, "Name of who created it.", R"("Ana Diaz")"},
        {"paymentTerm", text, true, "Name of the payment term.", "null"},
        {"total", text, true, "Sum, with its currency.", R"("1200.00 USD")"},
        {"totalNormalized", text, true, "Sum in the currency of the server.", R"("1200.00 USD")"},
        {"orderItemsCount", integer, true, "Number of lines.", "4"},
        {"shippedItemsCount", integer, true, "Number of lines shipped.", "0"},
        {"receivedItemsCount", integer, true, "Number of lines received.", "0"},
        {"invoicedItemsCount", integer, true, "Number of lines invoiced.", "0"},
        {"dateApproved", date, true, "When it was approved, where the server tells.", "null"},
        {"approvedBy", text, true, "Name of who approved it, where the server tells.", "null"},
    };
}

std::vector<EventField> order_previous()
{
    return {
        {"status", text, true, "Status before; null when it was unknown.", R"("PENDING")"},
    };
}

std::vector<EventField> adjustment_fields()
{
    return {
        {"id", text, false,
         "Number of the transaction (its id while it has none) and product; facility and product where only "
         "levels are known.",
         R"("77XK2P:ff80818163aa0001")"},
        {"transactionNumber", text, true, "Number of the transaction.", R"("77XK2P")"},
        {"transactionType", named, true, "Type of the transaction.", R"({"id":"3","name":"Adjustment"})"},
        {"action", text, true, "CYCLE_COUNT, RECORD_STOCK, INVENTORY_IMPORT or INVENTORY_ADJUSTMENT.",
         R"("INVENTORY_ADJUSTMENT")"},
        {"cause",
         text,
         false,
         "`unknown` when the level was seen to differ and the server does not say why.",
         R"("adjustment")",
         {"adjustment", "unknown"}},
        {"product", product, true, "What was adjusted.",
         R"({"id":"ff80818163aa0001","productCode":"GA10","name":"Gauze roll 10 cm"})"},
        {"facility", named, true, "Where.", R"({"id":"1","name":"Main depot"})"},
        {"quantityBefore", number, true, "Quantity on hand before.", "100"},
        {"quantityAfter", number, true, "Quantity on hand after.", "95"},
        {"quantityDifference", number, true,
         "Signed change, all lots and bins of the product together: 0 when lots were corrected against each "
         "other.",
         "-5"},
        {"reason", text, true, "Root causes, joined by \"; \".", "null"},
        {"comments", text, true, "Comments, joined by \"; \".", R"("shelf count")"},
        {"recordedBy", text, true, "Name of who recorded it.", R"("Ana Diaz")"},
        {"dateRecorded", date, true, "When it was recorded.", R"("2026-06-02T14:00:05Z")"},
    };
}

std::vector<EventField> adjustment_previous()
{
    return {
        {"quantity", number, true, "Level before, where only levels are known.", "100"},
    };
}

}  // namespace

std::vector<EventDescription> openboxes_events()
{
    using namespace event_type;
    return {
        {product_created, "A product was created.", "product", product_fields(), {}},
        {stock_movement_shipped, "A stock movement was shipped.", "stock movement",
         movement_fields(R"("SHIPPED")"), movement_previous()},
        {stock_movement_received,
         "A stock movement was received, in part if the configuration asks for that.", "stock movement",
         movement_fields(R"("RECEIVED")"), movement_previous()},
        {purchase_order_approved, "A purchase order was approved, which in OpenBoxes means placed.",
         "purchase order", order_fields(), order_previous()},
        {inventory_adjusted, "Somebody adjusted stock by hand.", "adjustment", adjustment_fields(),
         adjustment_previous()},
    };
}

std::span<const EventDescription> event_catalogue()
{
    static const auto catalogue = [] {
        auto all = openboxes_events();
        std::ranges::move(operational_events(), std::back_inserter(all));
        return all;
    }();
    return catalogue;
}

const std::vector<std::string_view>& all_event_types()
{
    static const auto all = [] {
        std::vector<std::string_view> types;
        std::ranges::transform(event_catalogue(), std::back_inserter(types), &EventDescription::type);
        return types;
    }();
    return all;
}

const EventDescription* find_event_description(std::string_view type)
{
    const auto catalogue = event_catalogue();
    const auto found = std::ranges::find(catalogue, type, &EventDescription::type);
    return found == catalogue.end() ? nullptr : &*found;
}

}  // namespace webhookd::core
