// Stock movements: how a requisition and its shipment move through their states (openboxes-api.md 4.5).

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "simulator/world.hpp"

namespace webhookd::simulator {

namespace {

constexpr std::uint32_t requisition_kind = 3;
constexpr std::uint32_t shipment_kind = 4;
constexpr std::uint32_t order_kind = 5;
constexpr std::uint32_t receipt_kind = 10;
constexpr auto delivery_time = std::chrono::days(7);

void require(bool allowed, const Movement& movement, const char* action)
{
    if (allowed) return;
    throw std::logic_error(fmt::format("stock movement {} is {}: it cannot be {}", movement.id,
                                       to_text(movement.shipment_status), action));
}

}  // namespace

std::string World::create_movement(NewMovement wanted)
{
    const auto& origin = facilities.get(wanted.origin);
    const auto& destination = facilities.get(wanted.destination);
    Movement movement;
    movement.shipment_id = make_id(shipment_kind);
    movement.id = movement.shipment_id;
    if (wanted.is_return) {
        movement.id = movement.return_order_id = make_id(order_kind);
    } else if (!wanted.shipment_only) {
        movement.id = movement.requisition_id = make_id(requisition_kind);
        movement.requisition_status = std::move(wanted.requisition_status);
    }
    movement.identifier = fmt::format("{:03}ABC", last_id_);
    movement.name = std::move(wanted.name);
    movement.created = now();
    if (movement.name.empty())
        movement.name =
            fmt::format("{}.{}.{}", origin.number, destination.number, day_month_date(movement.created));
    movement.description = std::move(wanted.description);
    movement.origin = std::move(wanted.origin);
    movement.destination = std::move(wanted.destination);
    movement.source_type = std::move(wanted.source_type);
    movement.requested_by = movement.created_by = acting_user;
    movement.requested = std::chrono::floor<std::chrono::days>(movement.created);
    movement.requisition_updated = movement.shipment_updated = movement.created;
    movement.expected_shipping = movement.requested;
    movement.expected_delivery = movement.requested + delivery_time;
    movement.lines = std::move(wanted.lines);
    for (auto& line : movement.lines) {
        line.id = make_id(requisition_kind);
        inventory_item_of(line.product, "");
    }
    return movements.add(std::move(movement)).id;
}

const Movement* World::find_movement_by_any_id(const std::string& id) const
{
    if (const auto* movement = movements.find(id)) return movement;
    if (id.empty()) return nullptr;
    auto shipment = [](const Movement& movement) { return movement.shipment_id; };
    const auto& found = movements.grouped_by("shipment", shipment, id);
    return found.empty() ? nullptr : &movements.rows()[found.front()];
}

Movement& World::edit_movement(const std::string& id)
{
    auto& movement = movements.edit(id);
    movement.shipment_updated = now();
    return movement;
}

void World::set_requisition_status(const std::string& id, std::string status)
{
    auto& movement = movements.edit(id);
    movement.requisition_status = std::move(status);
    movement.requisition_updated = now();
}

void World::ship(const std::string& id)
{
    send_shipment(id);
    if (!movements.get(id).requisition_id.empty()) set_requisition_status(id, "ISSUED");
}

void World::send_shipment(const std::string& id)
{
    auto& movement = edit_movement(id);
    require(movement.shipment_status == ShipmentStatus::pending && movement.has_shipment(), movement,
            "shipped");
    movement.shipment_status = ShipmentStatus::shipped;
    movement.shipped_at = now();
    move_goods(movement, movement.lines, true);
}

void World::receive(const std::string& id, bool partial)
{
    auto& movement = edit_movement(id);
    require(movement.shipment_status == ShipmentStatus::shipped ||
                movement.shipment_status == ShipmentStatus::partially_received,
            movement, "received");
    partial = partial && facilities.get(movement.destination).partial_receiving;
    movement.shipment_status = partial ? ShipmentStatus::partially_received : ShipmentStatus::received;
    movement.had_partial_receipt |= partial;
    movement.received_at = now();
    auto moved = movement.lines;
    for (std::size_t at = 0; at < moved.size(); ++at) {
        auto& line = movement.lines[at];
        moved[at].quantity = (line.quantity - line.received) / (partial ? 2 : 1);
        line.received += moved[at].quantity;
    }
    move_goods(movement, moved, false);
}

void World::roll_back(const std::string& id)
{
    auto& movement = edit_movement(id);
    require(movement.shipment_status != ShipmentStatus::pending, movement, "rolled back");
    bool was_received = movement.shipment_status == ShipmentStatus::received;
    if (was_received && movement.had_partial_receipt) {
        movement.shipment_status = ShipmentStatus::partially_received;
    } else if (was_received || movement.shipment_status == ShipmentStatus::partially_received) {
        movement.shipment_status = ShipmentStatus::shipped;
        movement.had_partial_receipt = false;
        movement.received_at.reset();
    } else {
        movement.shipment_status = ShipmentStatus::pending;
        movement.shipped_at.reset();
        if (!movement.requisition_id.empty()) set_requisition_status(id, "CHECKING");
    }
    undo_transfers(movement, was_received && movement.had_partial_receipt);
}

void World::undo_transfers(Movement& movement, bool last_only)
{
    auto shipment = [](const Transaction& transaction) {
        return transaction.outgoing_shipment + transaction.incoming_shipment;
    };
    bool receipts = movement.shipped_at.has_value();
    std::vector<std::string> undone;
    for (auto place : transactions.grouped_by("shipment", shipment, movement.shipment_id)) {
        const auto& transaction = transactions.rows()[place];
        if (receipts == !transaction.receipt.empty()) undone.push_back(transaction.id);
    }
    if (last_only && undone.size() > 1) undone.erase(undone.begin(), undone.end() - 1);
    for (const auto& id : undone) {
        const auto& entries = transactions.get(id).entries;
        for (std::size_t at = 0; receipts && at < entries.size(); ++at)
            movement.lines.at(at).received -= entries[at].quantity;
        delete_transaction(id);
    }
}

void World::delete_movement(const std::string& id)
{
    movements.erase(id);
}

void World::move_goods(const Movement& movement, const std::vector<Line>& lines, bool out)
{
    auto transaction = new_transaction(out ? movement.origin : movement.destination, out ? "9" : "8");
    (out ? transaction.outgoing_shipment : transaction.incoming_shipment) = movement.shipment_id;
    (out ? transaction.destination : transaction.source) = out ? movement.destination : movement.origin;
    if (!out) transaction.receipt = make_id(receipt_kind);
    transaction.requisition = movement.requisition_id;
    for (const auto& line : lines) {
        Entry entry;
        entry.id = make_id(receipt_kind + 1);
        entry.product = line.product;
        entry.inventory_item = inventory_item_of(line.product, "");
        entry.quantity = line.quantity;
        change_stock(transaction.facility, entry.inventory_item, out ? -line.quantity : line.quantity);
        transaction.entries.push_back(std::move(entry));
    }
    transactions.add(std::move(transaction));
}

}  // namespace webhookd::simulator
