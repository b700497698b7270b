// Purchase orders (openboxes-api.md 5).

#include <set>

#include "simulator/api.hpp"
#include "simulator/listing.hpp"
#include "simulator/rows.hpp"

namespace webhookd::simulator {

namespace {

std::string party(const World& world, const std::string& location)
{
    const auto& facility = world.facilities.get(location);
    return fmt::format("{} ({})", facility.name, facility.organization_code);
}

std::optional<SortKey> order_property(const World& world, const PurchaseOrder& order, const std::string& name)
{
    if (name == "status") return order.listed_status.value_or("");
    if (name == "id") return order.id;
    if (name == "orderNumber") return order.number;
    if (name == "name") return order.name;
    if (name == "dateOrdered") return milliseconds(order.ordered);
    if (name == "dateCreated") return milliseconds(order.created);
    if (name == "lastUpdated") return milliseconds(order.updated);
    if (name == "origin") return world.facilities.get(order.origin).name;
    if (name == "destination") return world.facilities.get(order.destination).name;
    if (name == "orderedBy") return person_name(world, order.ordered_by);
    if (name == "paymentTerm") return std::string();
    return std::nullopt;
}

}  // namespace

Json order_summary_row(const World& world, const PurchaseOrder& order)
{
    const auto& status = *order.listed_status;
    bool shipped = status == "SHIPPED" || status == "RECEIVED";
    auto count = order.lines.size();
    return {{"status", status},
            {"id", order.id},
            {"orderNumber", order.number},
            {"name", order.name},
            {"paymentTerm", nullptr},
            {"origin", party(world, order.origin)},
            {"destination", party(world, order.destination)},
            {"dateOrdered", iso_date(order.ordered)},
            {"orderedBy", person_name(world, order.ordered_by)},
            {"createdBy", person_name(world, order.created_by)},
            {"orderItemsCount", count},
            {"orderedOrderItemsCount", status == "PENDING" ? 0 : count},
            {"shippedItemsCount", shipped ? count : 0},
            {"receivedItemsCount", status == "RECEIVED" ? count : 0},
            {"invoicedItemsCount", 0},
            {"total", order.total + " USD"},
            {"totalNormalized", order.total + " USD"},
            {"shipmentsCount", order.shipment_status.empty() ? 0 : 1}};
}

Json order_detail(const Call& call, const PurchaseOrder& order)
{
    const auto& world = call.world;
    Json items = Json::array();
    for (const auto& line : order.lines) {
        const auto* product = world.products.find(line.product);
        items.push_back({{"id", line.id},
                         {"product", product == nullptr ? Json() : product_json(call, *product)},
                         {"quantity", line.quantity},
                         {"shipmentItems", Json::array()}});
    }
    Json status = order.status;
    if (call.options.enum_objects)
        status = {{"enumType", "org.pih.warehouse.order.OrderStatus"}, {"name", order.status}};
    return {{"id", order.id},
            {"orderNumber", order.number},
            {"name", order.name},
            {"status", std::move(status)},
            {"origin", location_json(world.facilities.get(order.origin))},
            {"destination", location_json(world.facilities.get(order.destination))},
            {"paymentMethodType", nullptr},
            {"orderItems", std::move(items)}};
}

Answer list_purchase_orders(Call& call)
{
    auto words = call.params("status");
    std::set<std::string> statuses(words.begin(), words.end());
    auto text = call.param("searchTerm").value_or("");
    auto origin = call.param("origin").value_or("");
    auto destination = call.param("destination").value_or("");
    auto start = us_date_param(call, "statusStartDate");
    auto end = us_date_param(call, "statusEndDate");
    auto wanted = [&](const PurchaseOrder& order) {
        return order.listed_status && (statuses.empty() || statuses.contains(*order.listed_status)) &&
               (contains_ignoring_case(order.name, text) || contains_ignoring_case(order.number, text)) &&
               (origin.empty() || order.origin == origin) &&
               (destination.empty() || order.destination == destination) &&
               (!start || order.ordered >= *start) && (!end || order.ordered <= *end);
    };
    std::size_t total = 0;
    // Unsorted, the database's own order: stable here, but no order that a client could use.
    auto sorting = sorting_of(call, false, Sorting{"rowid", false});
    auto property = [&](const PurchaseOrder& order, const std::string& name) -> std::optional<SortKey> {
        if (name == "rowid") return static_cast<std::int64_t>(std::hash<std::string>()(order.id));
        return order_property(call.world, order, name);
    };
    auto page = page_of(call, call.world.orders, *sorting, "order.Order", wanted, property, &total);
    double sum = 0;
    for (const auto* order : page)
        sum += std::stod(order->total);
    auto rows = print(call, call.world.orders, "summary", page,
                      [&call](const PurchaseOrder& order) { return order_summary_row(call.world, order); });
    return test::json_answer(200, fmt::format(R"({{"data":{},"totalPrice":{},"totalCount":{}}})", rows.text,
                                              Json(sum).dump(), total));
}

Answer read_purchase_order(Call& call)
{
    const auto* order = call.world.orders.find(call.id());
    if (order != nullptr) return data_answer(order_detail(call, *order));
    // The action renders its message and then goes on to render the order it does not have.
    return test::json_answer(404, fmt::format("Order not found with id {}{{\"data\":null}}", call.id()));
}

}  // namespace webhookd::simulator
