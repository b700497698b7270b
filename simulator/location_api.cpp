// Facilities (openboxes-api.md 1.4).

#include <map>

#include "simulator/api.hpp"
#include "simulator/listing.hpp"
#include "simulator/rows.hpp"

namespace webhookd::simulator {

Json location_type_json(const Facility& facility)
{
    if (facility.type_code == "DEPOT")
        return {
            {"id", "2"}, {"name", "Depot|fr:Dépôt"}, {"description", "Depot"}, {"locationTypeCode", "DEPOT"}};
    if (facility.type_code == "WARD")
        return {{"id", "3"}, {"name", "Ward"}, {"description", nullptr}, {"locationTypeCode", "WARD"}};
    return {{"id", "4"},
            {"name", facility.type_code},
            {"description", nullptr},
            {"locationTypeCode", facility.type_code}};
}

Json base_location_json(const Facility& facility)
{
    return {{"id", facility.id},
            {"name", facility.name},
            {"locationNumber", text_or_null(facility.number)},
            {"active", facility.active},
            {"locationType", location_type_json(facility)},
            {"locationTypeCode", facility.type_code}};
}

Json location_json(const Facility& facility)
{
    Json organization{{"id", "o-" + facility.organization_code},
                      {"name", facility.organization_name},
                      {"code", facility.organization_code},
                      {"active", facility.organization_active}};
    return {{"id", facility.id},
            {"name", facility.name},
            {"description", nullptr},
            {"locationNumber", text_or_null(facility.number)},
            {"locationGroup", nullptr},
            {"parentLocation", nullptr},
            {"locationType", location_type_json(facility)},
            {"sortOrder", nullptr},
            {"hasBinLocationSupport", false},
            {"hasPackingSupport", false},
            {"hasPartialReceivingSupport", facility.partial_receiving},
            {"hasCentralPurchasingEnabled", false},
            {"organizationName", facility.organization_name},
            {"organizationCode", facility.organization_code},
            {"backgroundColor", "FFFFFF"},
            {"zoneName", nullptr},
            {"zoneId", nullptr},
            {"active", facility.active},
            {"organization", std::move(organization)},
            {"manager", nullptr},
            {"address", nullptr},
            {"supportedActivities", Json::array({"MANAGE_INVENTORY"})}};
}

Answer list_locations(Call& call)
{
    auto name = call.param("name").value_or("");
    if (!name.empty() && name.size() < shortest_name) return data_answer(Json::array());
    auto type_code = call.param("locationTypeCode");
    bool chooser = call.param("locationChooser").has_value();
    auto rows = select(call.world.facilities, [&](const Facility& facility) {
        return facility.active && facility.parent.empty() && contains_ignoring_case(facility.name, name) &&
               (!type_code || facility.type_code == *type_code) && (!chooser || facility.organization_active);
    });
    // A HashSet of Hibernate objects has no order that a client could rely on.
    std::ranges::sort(rows, {},
                      [](const Facility* facility) { return std::hash<std::string>()(facility->id); });
    bool brief = call.param("presentation") == "toBaseJson";
    return data_answer(render(rows, [brief](const Facility& facility) {
        return brief ? base_location_json(facility) : location_json(facility);
    }));
}

Answer read_location(Call& call)
{
    const auto* facility = call.world.facilities.find(call.id());
    return data_answer(facility == nullptr ? Json() : location_json(*facility));
}

Answer location_product_summary(Call& call)
{
    // The id in the path is ignored: the session's location counts.
    if (call.session.location.empty()) throw null_pointer(call);
    std::map<std::string, std::int64_t> quantities;
    for (const auto& level : call.world.stock.rows()) {
        if (level.facility == call.session.location) quantities[level.product] += level.quantity;
    }
    Json rows = Json::array();
    for (const auto& [id, quantity] : quantities) {
        const auto* product = call.world.products.find(id);
        if (product == nullptr) continue;
        rows.push_back({{"productId", product->id},
                        {"productName", product->name},
                        {"productCode", product->code},
                        {"quantityOnHand", quantity}});
    }
    return data_answer(rows);
}

/// openboxes-api.md 6.2: every property, associations as {"id"}.
Answer facility_inventory_levels(Call& call)
{
    Json rows = Json::array();
    for (const auto& level : call.world.inventory_levels.rows()) {
        if (level.facility != call.id()) continue;
        const auto number = [](const auto& value) { return value ? Json(*value) : Json(); };
        rows.push_back(
            {{"id", level.id},
             {"product", {{"id", level.product}}},
             {"inventory", {{"id", "inventory-" + level.facility}}},
             {"status", {{"enumType", "org.pih.warehouse.inventory.InventoryStatus"}, {"name", "SUPPORTED"}}},
             {"minQuantity", number(level.minimum)},
             {"reorderQuantity", number(level.reorder)},
             {"maxQuantity", number(level.maximum)},
             {"dateCreated", iso_date(level.created)},
             {"lastUpdated", iso_date(level.updated)}});
    }
    return data_answer(rows);
}

}  // namespace webhookd::simulator
