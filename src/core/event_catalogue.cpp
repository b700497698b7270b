// What the events promise, field by field: those about OpenBoxes by the kind of entity that they are about,
// those about the daemon (whose makers are core::Notice and those who tell it) type by type.

#include "event_fields.hpp"

#include "webhookd/core/event.hpp"

namespace webhookd::core {

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

std::vector<EventField> movement_fields()
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
         R"("SHIPPED")",
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
        {"totalValue", number, true, "The number in `total`, where it is one.", "1200"},
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

std::vector<EventField> stock_fields()
{
    return {
        {"id", text, false, "Facility and product.", R"("1:ff80818163aa0001")"},
        {"product", product, true, "The product.",
         R"({"id":"ff80818163aa0001","productCode":"GA10","name":"Gauze roll 10 cm"})"},
        {"facility", named, true, "Where.", R"({"id":"1","name":"Main depot"})"},
        {"quantityOnHand", number, true, "Quantity on hand, all lots and bins together.", "95"},
        {"lowLevel", number, true, "The reorder level; the minimum where there is none.", "100"},
        {"minQuantity", number, true, "Minimum level set for it here.", "50"},
        {"reorderQuantity", number, true, "Reorder level set for it here.", "100"},
        {"maxQuantity", number, true, "Maximum level set for it here.", "500"},
    };
}

std::vector<EventField> adjustment_previous()
{
    return {
        {"quantity", number, true, "Level before, where only levels are known.", "100"},
    };
}

namespace {

std::vector<EventField> ping_fields()
{
    return {
        {"id", text, false, "Id of this ping.", R"("9f86d081884c7d659a2feaa0c55ad015")"},
        {"subscriber", text, false, "Name of the subscriber that is asked.", R"("erp")"},
    };
}

std::vector<EventField> subscriber_fields(const std::string& state)
{
    return {
        {"id", text, false, "Name of the subscriber.", R"("erp")"},
        {"state", text, false, "Its state now.", state, {"healthy", "held"}},
        {"reason", text, false, "Why it is or was not sent to.",
         R"("answered 410: the endpoint wants no more webhooks")"},
        {"since", instant, false, "Since when nothing reached it.", R"("2026-06-01T10:11:12Z")"},
        {"pending", integer, false, "Deliveries that wait for it.", "12"},
    };
}

std::vector<EventField> subscriber_previous()
{
    return {{"state", text, false, "Its state before.", R"("failing")", {"healthy", "failing", "held"}}};
}

std::vector<EventField> dead_fields()
{
    return {
        {"id", text, false, "Number of the delivery, as `deliveries retry` wants it.", R"("4711")"},
        {"subscriber", text, false, "Who did not get it.", R"("erp")"},
        {"event", event, false, "What was not delivered.",
         R"({"id":"evt_lyqann3glq5xom3npiz7cmz7wreqhtlt","type":"stockMovement.shipped","entity":"stock-movement:ff8081818a0001"})"},
        {"reason", text, false, "Why it was given up.",
         R"("given up after 10 attempts; the last one: answered 500")"},
        {"attempts", integer, false, "Attempts made.", "10"},
        {"lastStatus", integer, true, "HTTP status of the last answer.", "500"},
    };
}

std::vector<EventField> source_fields()
{
    return {
        {"id", text, false, "Base URL of the OpenBoxes server.",
         R"("https://yourorg.openboxes.cloud/openboxes")"},
        {"reason", text, false, "What the polls met.", R"("unreachable: connection refused")"},
        {"since", instant, false, "Since when.", R"("2026-06-02T10:01:00Z")"},
    };
}

std::vector<EventField> poll_held_fields()
{
    return {
        {"id", text, false, "Name of the stream.", R"("products")"},
        {"reason", text, false, "Why it is held, and what to do.",
         R"("this poll would emit 12000 events, more than detection.storm_limit (10000): held, nothing was changed")"},
        {"since", instant, false, "When a poll of it was first held.", R"("2026-06-02T10:01:00Z")"},
        {"events", integer, false, "How many events the poll would have emitted.", "12000"},
    };
}

std::vector<EventField> scan_fields()
{
    return {
        {"id", text, false, "Name of the stream.", R"("products")"},
        {"scan",
         text,
         false,
         "What it reads everything for.",
         R"("comparison")",
         {"first scan", "comparison"}},
        {"reason", text, false, "What stopped the last one, and at which page.",
         R"("server error: GET /api/products: 500: Internal server error, at page 13 from row 1188")"},
        {"since", instant, false, "When the first one of the row failed.", R"("2026-06-02T10:01:00Z")"},
        {"failures", integer, false, "How many failed in a row.", "3"},
    };
}

std::vector<EventField> lateness_fields()
{
    return {
        {"id", text, false, "Base URL of the OpenBoxes server.",
         R"("https://yourorg.openboxes.cloud/openboxes")"},
        {"reason", text, false, "Which stream is or was the latest, and why if its polls fail.",
         R"("3 of 44 streams; inventory/13 of Main depot was not read for 42m: unreachable: timeout")"},
        {"since", instant, false, "Since when streams are or were late.", R"("2026-06-02T10:01:00Z")"},
        {"streams", integer, false, "How many are or were late when it was told.", "3"},
        {"worst", text, false, "Name of the one that waits longest.", R"("inventory/13")"},
    };
}

}  // namespace

std::vector<EventDescription> operational_events()
{
    using namespace event_type;
    return {
        {std::string(ping), "Somebody ran `subscribers ping`.", "ping", ping_fields(), {}},
        {std::string(subscriber_held),
         "A subscriber is held: its events are kept, not sent, until it is resumed.", "subscriber",
         subscriber_fields(R"("held")"), subscriber_previous()},
        {std::string(subscriber_recovered), "A subscriber that was failing or held is sent to again.",
         "subscriber", subscriber_fields(R"("healthy")"), subscriber_previous()},
        {std::string(delivery_dead),
         "A delivery was given up; it can be replayed.",
         "delivery",
         dead_fields(),
         {}},
        {std::string(source_unreachable),
         "OpenBoxes does not answer; polls pause.",
         "server",
         source_fields(),
         {}},
        {std::string(source_recovered), "OpenBoxes answers again.", "server", source_fields(), {}},
        {std::string(poll_held),
         "A poll found more events than detection.storm_limit, or hardly any of the entities that are known; "
         "it waits "
         "for a decision.",
         "stream",
         poll_held_fields(),
         {}},
        {std::string(scan_failing),
         "Scans of everything fail three times in a row; ordinary polls go on, but what only a comparison "
         "finds "
         "is not found.",
         "stream",
         scan_fields(),
         {}},
        {std::string(scan_recovered),
         "A scan of everything ended well after that.",
         "stream",
         scan_fields(),
         {}},
        {std::string(polling_late),
         "Streams have not been read for much longer than promised, though OpenBoxes answers.",
         "server",
         lateness_fields(),
         {}},
        {std::string(polling_caught_up),
         "Every stream is read in time again.",
         "server",
         lateness_fields(),
         {}},
    };
}

}  // namespace webhookd::core
