// Stock and the transactions that change it (openboxes-api.md 6.1).

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "simulator/world.hpp"

namespace webhookd::simulator {

namespace {

constexpr std::uint32_t item_kind = 6;
constexpr std::uint32_t stock_kind = 7;
constexpr std::uint32_t level_kind = 11;
constexpr std::uint32_t transaction_kind = 8;
constexpr std::uint32_t entry_kind = 9;
constexpr Version baselines_since{0, 9, 5};

std::string place_of(const StockLevel& level)
{
    return level.facility + "/" + level.product;
}

}  // namespace

const InventoryItem* World::find_inventory_item(const std::string& product, const std::string& lot) const
{
    auto of = [](const InventoryItem& item) { return item.product; };
    for (auto place : inventory_items.grouped_by("product", of, product)) {
        const auto& item = inventory_items.rows()[place];
        if (item.lot == lot) return &item;
    }
    return nullptr;
}

std::string World::inventory_item_of(const std::string& product, const std::string& lot)
{
    products.get(product);
    if (const auto* item = find_inventory_item(product, lot)) return item->id;
    return inventory_items.add({make_id(item_kind), product, lot, std::nullopt}).id;
}

void World::change_stock(const std::string& facility, const std::string& inventory_item, std::int64_t change)
{
    const auto& product = inventory_items.get(inventory_item).product;
    std::string id;
    const auto here = fmt::format("{}/{}", facility, product);
    for (auto place : stock.grouped_by("place", place_of, here)) {
        const auto& level = stock.rows()[place];
        if (level.inventory_item == inventory_item) id = level.id;
    }
    if (id.empty()) {
        StockLevel level;
        level.id = make_id(stock_kind);
        level.facility = facility;
        level.inventory_item = inventory_item;
        level.product = product;
        level.created = now();
        id = stock.add(std::move(level)).id;
    }
    auto& level = stock.edit(id);
    level.quantity += change;
    level.updated = now();
}

std::int64_t World::quantity_on_hand(const std::string& facility, const std::string& product) const
{
    std::int64_t sum = 0;
    const auto here = fmt::format("{}/{}", facility, product);
    for (auto place : stock.grouped_by("place", place_of, here))
        sum += stock.rows()[place].quantity;
    return sum;
}

Transaction World::new_transaction(const std::string& facility, std::string type)
{
    facilities.get(facility);
    Transaction transaction;
    transaction.id = make_id(transaction_kind);
    transaction.number = fmt::format("{:03}XK{}", last_id_ % 1000, last_id_);
    transaction.type = std::move(type);
    transaction.facility = facility;
    transaction.created = now();
    transaction.date = transaction.created;
    transaction.created_by = acting_user;
    return transaction;
}

std::string World::adjust_stock(const Adjustment& adjustment)
{
    auto transaction = new_transaction(adjustment.facility, adjustment.type);
    transaction.date = adjustment.date.value_or(transaction.date);
    transaction.comment = adjustment.comment;
    transaction.cycle_count = adjustment.cycle_count;
    Entry entry;
    entry.id = make_id(entry_kind);
    entry.product = adjustment.product;
    entry.inventory_item = inventory_item_of(adjustment.product, adjustment.lot);
    entry.quantity = adjustment.quantity;
    entry.before = quantity_on_hand(adjustment.facility, adjustment.product);
    change_stock(adjustment.facility, entry.inventory_item, adjustment.quantity);
    entry.after = quantity_on_hand(adjustment.facility, adjustment.product);
    transaction.entries.push_back(std::move(entry));
    return transactions.add(std::move(transaction)).id;
}

std::string World::record_stock(const Adjustment& counted)
{
    auto held = quantity_on_hand(counted.facility, counted.product);
    bool with_baseline = version_ >= baselines_since;
    auto snapshot = new_transaction(counted.facility, with_baseline ? "12" : "11");
    auto date = counted.date.value_or(snapshot.date);
    Entry entry;
    entry.id = make_id(entry_kind);
    entry.product = counted.product;
    entry.inventory_item = inventory_item_of(counted.product, counted.lot);
    entry.quantity = with_baseline ? held : counted.quantity;
    entry.before = held;
    entry.after = entry.quantity;
    snapshot.entries.push_back(entry);
    if (!with_baseline) {
        snapshot.date = date;
        snapshot.comment = counted.comment;
        change_stock(counted.facility, entry.inventory_item, counted.quantity - held);
        return transactions.add(std::move(snapshot)).id;
    }
    snapshot.date = date - std::chrono::seconds(1);
    auto baseline = transactions.add(std::move(snapshot)).id;
    auto change = counted;
    change.quantity = counted.quantity - held;
    change.date = date;
    auto adjustment = adjust_stock(change);
    transactions.edit(adjustment).baseline = baseline;
    return adjustment;
}

void World::delete_transaction(const std::string& id)
{
    auto transaction = transactions.get(id);
    for (const auto& entry : transaction.entries) {
        bool out = transaction.type == "9";
        if (out || transaction.type == "8" || transaction.type == "3")
            change_stock(transaction.facility, entry.inventory_item, out ? entry.quantity : -entry.quantity);
    }
    transactions.erase(id);
}

std::string World::set_inventory_level(InventoryLevel level)
{
    facilities.get(level.facility);
    products.get(level.product);
    level.created = level.updated = now();
    const auto known = std::ranges::find_if(inventory_levels.rows(), [&](const InventoryLevel& row) {
        return row.facility == level.facility && row.product == level.product;
    });
    level.id = known == inventory_levels.rows().end() ? make_id(level_kind) : known->id;
    if (known == inventory_levels.rows().end()) return inventory_levels.add(std::move(level)).id;
    auto& row = inventory_levels.edit(level.id);
    level.created = row.created;
    row = std::move(level);
    return row.id;
}

}  // namespace webhookd::simulator
