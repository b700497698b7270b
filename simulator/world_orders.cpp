// Purchase orders and the materialised list that lags behind them (openboxes-api.md 5).

#include <stdexcept>
#include <utility>

#include "simulator/world.hpp"

namespace webhookd::simulator {

namespace {

constexpr std::uint32_t purchase_order_kind = 5;

}  // namespace

std::string World::create_order(NewOrder wanted)
{
    facilities.get(wanted.origin);
    facilities.get(wanted.destination);
    PurchaseOrder order;
    order.id = make_id(purchase_order_kind);
    order.number = fmt::format("PO-{}", 1001 + orders.size());
    order.name = wanted.name.empty() ? fmt::format("Order {}", order.number) : std::move(wanted.name);
    order.origin = std::move(wanted.origin);
    order.destination = std::move(wanted.destination);
    order.ordered_by = order.created_by = acting_user;
    order.created = order.updated = now();
    order.ordered = std::chrono::floor<std::chrono::days>(order.created);
    order.lines = std::move(wanted.lines);
    for (auto& line : order.lines)
        line.id = make_id(purchase_order_kind);
    refresh_order_list(order);
    return orders.add(std::move(order)).id;
}

void World::refresh_order_list(PurchaseOrder& order)
{
    if (!order_list_lags_) order.listed_status = derived_status(order);
}

PurchaseOrder& World::edit_order(const std::string& id)
{
    auto& order = orders.edit(id);
    order.updated = now();
    return order;
}

void World::place_order(const std::string& id)
{
    auto& order = edit_order(id);
    if (order.status != "PENDING")
        throw std::logic_error(fmt::format("order {} is {}: it cannot be placed", id, order.status));
    order.status = "PLACED";
    order.approved = now();
    order.approved_by = acting_user;
    refresh_order_list(order);
}

void World::roll_back_order(const std::string& id)
{
    auto& order = edit_order(id);
    if (!order.shipment_status.empty())
        throw std::logic_error(fmt::format("order {} has shipments: no rollback", id));
    order.status = "PENDING";
    order.approved.reset();
    order.approved_by.clear();
    refresh_order_list(order);
}

void World::set_order_status(const std::string& id, std::string status)
{
    auto& order = edit_order(id);
    order.status = std::move(status);
    refresh_order_list(order);
}

void World::ship_order(const std::string& id, bool partial)
{
    auto& order = edit_order(id);
    order.shipment_status = partial ? "PARTIALLY_SHIPPED" : "SHIPPED";
    refresh_order_list(order);
}

void World::receive_order(const std::string& id, bool partial)
{
    auto& order = edit_order(id);
    order.receipt_status = partial ? "PARTIALLY_RECEIVED" : "RECEIVED";
    order.status = order.receipt_status;
    refresh_order_list(order);
}

void World::delete_order(const std::string& id)
{
    orders.erase(id);
}

void World::drop_order_list(std::size_t kept)
{
    for (std::size_t at = kept; at < orders.size(); ++at)
        orders.edit(orders.rows()[at].id).listed_status.reset();
}

void World::rebuild_order_list()
{
    for (const auto& row : orders.rows()) {
        auto& order = orders.edit(row.id);
        order.listed_status = derived_status(order);
    }
}

}  // namespace webhookd::simulator
