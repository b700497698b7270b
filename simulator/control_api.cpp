// All commands as one table; what a command throws becomes 400, 404 or 409.

#include "simulator/control_api.hpp"

#include <functional>
#include <stdexcept>

#include <fmt/format.h>

#include "simulator/control_body.hpp"
#include "simulator/simulated_openboxes.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::simulator {

using test::Answer;
using test::Request;
using Json = OrderedJson;

namespace {

struct Control
{
    SimulatedOpenBoxes& openboxes;
    World& world;
    ControlBody body;
    std::string id;  ///< of the path

    /// What a caller may leave out: the first product, the first and second depot.
    std::string product(const std::string& given) const
    {
        return given.empty() ? world.products.rows().at(0).id : given;
    }
    std::string depot(const std::string& given, std::size_t at) const
    {
        if (!given.empty()) return given;
        for (const auto& facility : world.facilities.rows()) {
            if (facility.type_code == "DEPOT" && at-- == 0) return facility.id;
        }
        throw std::out_of_range("the world has too few depots");
    }
};

Json made(const std::string& id)
{
    return {{"id", id}};
}

std::vector<Line> one_line(Control& control)
{
    Line line;
    line.product = control.product(control.body.text("product"));
    line.quantity = control.body.number("quantity", 1);
    control.world.products.get(line.product);
    return {line};
}

Json create_product(Control& control)
{
    Product product;
    product.name = control.body.text("name");
    product.code = control.body.text("productCode");
    product.active = !control.body.flag("inactive");
    control.body.finish();
    return made(control.world.create_product(std::move(product)));
}

Json create_movement(Control& control)
{
    NewMovement movement;
    movement.origin = control.depot(control.body.text("origin"), 0);
    movement.destination = control.depot(control.body.text("destination"), 1);
    movement.name = control.body.text("name");
    movement.lines = one_line(control);
    control.body.finish();
    return made(control.world.create_movement(std::move(movement)));
}

Json receive_movement(Control& control)
{
    bool partial = control.body.flag("partial");
    control.body.finish();
    control.world.receive(control.id, partial);
    return made(control.id);
}

Json create_order(Control& control)
{
    NewOrder order;
    order.origin = control.depot(control.body.text("origin"), 0);
    order.destination = control.depot(control.body.text("destination"), 0);
    order.name = control.body.text("name");
    order.lines = one_line(control);
    control.body.finish();
    return made(control.world.create_order(std::move(order)));
}

Json create_adjustment(Control& control)
{
    Adjustment adjustment;
    adjustment.facility = control.depot(control.body.text("facility"), 0);
    adjustment.product = control.product(control.body.text("product"));
    adjustment.quantity = control.body.number("quantity", 1);
    adjustment.comment = control.body.text("comment");
    auto date = control.body.text("date");
    if (!date.empty()) {
        adjustment.date = parse_iso_date(date);
        if (!adjustment.date) throw std::invalid_argument("'date' must look like 2026-06-01T00:00:00Z");
    }
    bool counted = control.body.flag("record");
    control.body.finish();
    return made(counted ? control.world.record_stock(adjustment) : control.world.adjust_stock(adjustment));
}

Json create_fault(Control& control)
{
    Fault fault;
    auto name = control.body.required("kind");
    auto kind = find_fault_kind(name);
    if (!kind)
        throw std::invalid_argument(
            fmt::format("unknown kind '{}'; one of: {}", name, fmt::join(fault_kind_names(), ", ")));
    fault.kind = *kind;
    fault.path = control.body.text("path", fault.path);
    fault.times = static_cast<std::size_t>(control.body.number("times", 1));
    fault.skip = static_cast<std::size_t>(control.body.number("skip", 0));
    fault.retry_after = control.body.text("retryAfter");
    fault.amount = control.body.number("amount", fault.amount);
    fault.interval = std::chrono::milliseconds(control.body.number("intervalMs", fault.interval.count()));
    control.body.finish();
    control.openboxes.inject(std::move(fault));
    return {{"faults", control.openboxes.faults().faults().size()}};
}

Json state(Control& control)
{
    const auto& world = control.world;
    Json facilities = Json::array();
    for (const auto& facility : world.facilities.rows())
        facilities.push_back({{"id", facility.id}, {"name", facility.name}, {"type", facility.type_code}});
    Json faults = Json::array();
    for (const auto& fault : control.openboxes.faults().faults())
        faults.push_back({{"kind", to_text(fault.kind)},
                          {"path", fault.path},
                          {"times", fault.times},
                          {"skip", fault.skip}});
    return {{"version", world.version().text()},
            {"now", iso_date(world.now())},
            {"url", control.openboxes.url()},
            {"requests", control.openboxes.log().size()},
            {"sessions", control.openboxes.sessions().size()},
            {"facilities", std::move(facilities)},
            {"products", world.products.size()},
            {"movements", world.movements.size()},
            {"orders", world.orders.size()},
            {"transactions", world.transactions.size()},
            {"faults", std::move(faults)}};
}

/// The newest rows, by which a user finds ids to act on.
template <class Row, class Render>
Json newest(const Table<Row>& table, Render to_json)
{
    constexpr std::size_t shown = 100;
    Json rows = Json::array();
    for (auto row = table.rows().rbegin(); row != table.rows().rend() && rows.size() < shown; ++row)
        rows.push_back(to_json(*row));
    return {{"data", std::move(rows)}};
}

Json list_all_products(Control& control)
{
    return newest(control.world.products, [](const Product& row) -> Json {
        return {{"id", row.id}, {"productCode", row.code}, {"name", row.name}};
    });
}

Json list_movements(Control& control)
{
    return newest(control.world.movements, [](const Movement& row) -> Json {
        return {
            {"id", row.id}, {"identifier", row.identifier}, {"shipmentStatus", to_text(row.shipment_status)}};
    });
}

Json set_level(Control& control)
{
    InventoryLevel level;
    level.facility = control.depot(control.body.text("facility"), 0);
    level.product = control.product(control.body.text("product"));
    level.minimum = control.body.number("min", 0);
    level.reorder = control.body.number("reorder", 0);
    level.maximum = control.body.number("max", 0);
    control.body.finish();
    return made(control.world.set_inventory_level(std::move(level)));
}

Json list_orders(Control& control)
{
    return newest(control.world.orders, [](const PurchaseOrder& row) -> Json {
        return {{"id", row.id}, {"orderNumber", row.number}, {"status", derived_status(row)}};
    });
}

/// Something done to the entity of the path, without parameters.
template <void (World::*action)(const std::string&)>
Json act(Control& control)
{
    control.body.finish();
    (control.world.*action)(control.id);
    return made(control.id);
}

Json ship_order(Control& control)
{
    control.body.finish();
    control.world.ship_order(control.id);
    return made(control.id);
}

Json clear_faults(Control& control)
{
    control.openboxes.faults().clear();
    return {{"faults", 0}};
}

Json set_generic_api(Control& control)
{
    auto access = control.body.required("access");
    control.body.finish();
    control.openboxes.options().generic_api = parse_generic_api(access);
    return {{"access", access}};
}

Json expire_sessions(Control& control)
{
    control.openboxes.sessions().clear();
    return {{"sessions", 0}};
}

struct Command
{
    std::string_view method;
    std::string_view what;    ///< first segment below /simulator
    std::string_view action;  ///< third segment, after an id; empty: the path has no id
    Json (*run)(Control&);
    bool with_id = false;  ///< for commands on an entity without an action
};

constexpr Command commands[] = {
    {"GET", "state", "", state},
    {"GET", "products", "", list_all_products},
    {"POST", "products", "", create_product},
    {"DELETE", "products", "", act<&World::delete_product>, true},
    {"GET", "movements", "", list_movements},
    {"POST", "movements", "", create_movement},
    {"POST", "movements", "ship", act<&World::ship>},
    {"POST", "movements", "receive", receive_movement},
    {"POST", "movements", "rollback", act<&World::roll_back>},
    {"DELETE", "movements", "", act<&World::delete_movement>, true},
    {"GET", "orders", "", list_orders},
    {"POST", "orders", "", create_order},
    {"POST", "orders", "place", act<&World::place_order>},
    {"POST", "orders", "rollback", act<&World::roll_back_order>},
    {"POST", "orders", "ship", ship_order},
    {"DELETE", "orders", "", act<&World::delete_order>, true},
    {"POST", "adjustments", "", create_adjustment},
    {"POST", "levels", "", set_level},
    {"POST", "faults", "", create_fault},
    {"DELETE", "faults", "", clear_faults},
    {"DELETE", "sessions", "", expire_sessions},
    {"POST", "generic", "", set_generic_api},
};

std::vector<std::string> segments_of(std::string_view path)
{
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        auto segment = path.substr(0, path.find('/'));
        if (!segment.empty()) segments.emplace_back(segment);
        path.remove_prefix(segment.size());
    }
    return segments;
}

Answer error(int status, std::string message)
{
    return test::json_answer(status, Json{{"error", std::move(message)}}.dump() + "\n");
}

}  // namespace

Answer control(SimulatedOpenBoxes& openboxes, const Request& request)
{
    auto segments = segments_of(request.path);
    segments.resize(4);
    for (const auto& command : commands) {
        bool with_id = command.with_id || !command.action.empty();
        if (command.method != request.method || command.what != segments[1] || command.action != segments[3])
            continue;
        if (with_id == segments[2].empty()) continue;
        try {
            Control control{openboxes, openboxes.world(), ControlBody(request.body), segments[2]};
            auto done = command.run(control);
            return test::json_answer(request.method == "POST" ? 201 : 200, done.dump() + "\n");
        } catch (const std::out_of_range& problem) {
            return error(404, problem.what());
        } catch (const std::invalid_argument& problem) {
            return error(400, problem.what());
        } catch (const std::logic_error& problem) {
            return error(409, problem.what());
        }
    }
    return error(404, fmt::format("no command {} {}; see simulator/README.md", request.method, request.path));
}

}  // namespace webhookd::simulator
