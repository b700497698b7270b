// The generic API: any domain class as a list, a read and a search (openboxes-api.md 7). Each resource of the
// simulator is one GenericResource: its rows as JSON beside the properties by which they sort.

#include <map>

#include "support/simulator/api.hpp"
#include "support/simulator/listing.hpp"
#include "support/simulator/rows.hpp"

namespace webhookd::simulator {

namespace {

/// A row of any resource: only those that end up on a page are rendered.
struct GenericRow
{
    std::string id;
    std::function<std::optional<SortKey>(const std::string&)> property;
    std::function<Json()> render;
};

using Rows = std::vector<GenericRow>;

/// One row per row of a table; `property` reads what it sorts and searches by, `id` aside.
template <class Row, class GetProperty, class ToJson>
Rows rows_from(const Table<Row>& table, GetProperty property, ToJson to_json)
{
    Rows rows;
    rows.reserve(table.size());
    for (const auto& row : table.rows()) {
        auto get = [&row, property](const std::string& name) -> std::optional<SortKey> {
            return name == "id" ? SortKey(row.id) : property(row, name);
        };
        rows.push_back({row.id, std::move(get), [&row, to_json] { return to_json(row); }});
    }
    return rows;
}

using Key = std::optional<SortKey>;

Rows product_rows(Call& call)
{
    auto property = [](const Product& product, const std::string& name) -> Key {
        if (name == "dateCreated") return milliseconds(product.created);
        if (name == "lastUpdated") return milliseconds(product.updated);
        if (name == "name") return product.name;
        if (name == "productCode") return product.code;
        return std::nullopt;
    };
    return rows_from(call.world.products, property,
                     [&call](const Product& product) { return product_json(call, product); });
}

Rows shipment_rows(Call& call)
{
    Rows rows;
    for (const auto& movement : call.world.movements.rows()) {
        if (!movement.has_shipment()) continue;
        auto property = [&movement](const std::string& name) -> Key {
            if (name == "id") return movement.shipment_id;
            if (name == "dateCreated") return milliseconds(movement.created);
            if (name == "lastUpdated") return milliseconds(movement.shipment_updated);
            if (name == "name") return movement.name;
            if (name == "shipmentNumber") return movement.identifier;
            if (name == "currentStatus") return to_text(movement.shipment_status);
            return std::nullopt;
        };
        rows.push_back({movement.shipment_id, property, [&] { return shipment_row(call.world, movement); }});
    }
    return rows;
}

Rows transaction_rows(Call& call)
{
    auto property = [](const Transaction& transaction, const std::string& name) -> Key {
        if (name == "dateCreated" || name == "lastUpdated") return milliseconds(transaction.created);
        if (name == "transactionDate") return milliseconds(transaction.date);
        if (name == "transactionNumber") return transaction.number;
        return std::nullopt;
    };
    return rows_from(call.world.transactions, property,
                     [&call](const Transaction& transaction) { return transaction_row(call, transaction); });
}

Rows transaction_entry_rows(Call& call)
{
    Rows rows;
    for (const auto& transaction : call.world.transactions.rows()) {
        for (const auto& entry : transaction.entries) {
            auto property = [&](const std::string& name) -> Key {
                if (name == "id") return entry.id;
                if (name == "transaction.id") return transaction.id;
                if (name == "inventoryItem.id") return entry.inventory_item;
                if (name == "product.id") return entry.product;
                return std::nullopt;
            };
            rows.push_back({entry.id, property, [&] { return transaction_entry_row(transaction, entry); }});
        }
    }
    return rows;
}

Rows inventory_item_rows(Call& call)
{
    auto property = [](const InventoryItem& item, const std::string& name) -> Key {
        if (name == "lotNumber") return item.lot;
        if (name == "product.id") return item.product;
        return std::nullopt;
    };
    return rows_from(call.world.inventory_items, property,
                     [&call](const InventoryItem& item) { return inventory_item_json(call.world, item); });
}

Rows inventory_rows(Call& call)
{
    Rows rows;
    for (const auto& facility : call.world.facilities.rows()) {
        auto property = [&facility](const std::string& name) -> Key {
            if (name == "id") return facility.inventory_id;
            if (name == "warehouse.id") return facility.id;
            return std::nullopt;
        };
        rows.push_back({facility.inventory_id, property, [&facility]() -> Json {
                            return {{"id", facility.inventory_id}, {"warehouse", {{"id", facility.id}}}};
                        }});
    }
    return rows;
}

Rows order_rows(Call& call)
{
    auto property = [](const PurchaseOrder& order, const std::string& name) -> Key {
        if (name == "dateCreated") return milliseconds(order.created);
        if (name == "lastUpdated") return milliseconds(order.updated);
        if (name == "orderNumber") return order.number;
        if (name == "name") return order.name;
        return std::nullopt;
    };
    return rows_from(call.world.orders, property,
                     [&call](const PurchaseOrder& order) { return order_detail(call, order); });
}

Rows availability_rows(Call& call)
{
    auto property = [](const StockLevel& level, const std::string& name) -> Key {
        if (name == "dateCreated") return milliseconds(level.created);
        if (name == "lastUpdated") return milliseconds(level.updated);
        if (name == "product.id") return level.product;
        if (name == "location.id") return level.facility;
        return std::nullopt;
    };
    return rows_from(call.world.stock, property, [&call](const StockLevel& level) {
        return product_availability_row(call.world, level);
    });
}

Rows location_rows(Call& call)
{
    auto property = [](const Facility& facility, const std::string& name) -> Key {
        if (name == "name") return facility.name;
        return std::nullopt;
    };
    return rows_from(call.world.facilities, property, location_json);
}

std::string class_name(const std::string& resource)
{
    auto name = resource;
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

Rows rows_of(Call& call)
{
    static const std::map<std::string, Rows (*)(Call&)> resources = {
        {"product", product_rows},
        {"shipment", shipment_rows},
        {"transaction", transaction_rows},
        {"transactionEntry", transaction_entry_rows},
        {"inventoryItem", inventory_item_rows},
        {"inventory", inventory_rows},
        {"order", order_rows},
        {"productAvailability", availability_rows},
        {"location", location_rows}};
    auto resource = resources.find(call.captures.at(0));
    if (resource == resources.end())
        throw server_error(call, "java.lang.IllegalAccessException",
                           fmt::format("Unable to locate domain {}", class_name(call.captures.at(0))));
    return resource->second(call);
}

std::string text_of(const Json& object, const char* name)
{
    return object.contains(name) && object.at(name).is_string() ? object.at(name).get<std::string>() : "";
}

/// Hibernate's like with its `%` at either end only, which is all that anybody sends.
bool like(std::string text, std::string pattern, bool ignore_case)
{
    if (ignore_case) {
        std::ranges::transform(text, text.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        std::ranges::transform(pattern, pattern.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    }
    bool open_start = pattern.starts_with('%');
    bool open_end = pattern.size() > 1 && pattern.ends_with('%');
    auto core =
        pattern.substr(open_start ? 1 : 0, pattern.size() - (open_start ? 1 : 0) - (open_end ? 1 : 0));
    if (open_start && open_end) return text.find(core) != std::string::npos;
    if (open_start) return text.ends_with(core);
    return open_end ? text.starts_with(core) : text == core;
}

bool satisfies(const Call& call, const GenericRow& row, const Json& attribute)
{
    auto property = text_of(attribute, "property");
    auto operation = text_of(attribute, "operator");
    auto wanted = text_of(attribute, "value");
    if (property.empty() || wanted.empty())
        throw server_error(call, "java.lang.IllegalArgumentException",
                           "Property and value are required in order to perform searches");
    auto value = row.property(property);
    if (!value) throw unknown_property(call, property, class_name(call.captures.at(0)));
    const auto* text = std::get_if<std::string>(&*value);
    if (text == nullptr)
        throw server_error(call, "java.lang.ClassCastException", "java.lang.String cannot be cast");
    if (operation.empty() || operation == "eq") return *text == wanted;
    if (operation == "like" || operation == "ilike") return like(*text, wanted, operation == "ilike");
    throw server_error(call, "java.lang.UnsupportedOperationException",
                       fmt::format("Operator {} is not supported at this time", operation));
}

}  // namespace

Answer list_generic(Call& call)
{
    auto rows = rows_of(call);
    std::vector<const GenericRow*> pointers;
    for (const auto& row : rows)
        pointers.push_back(&row);
    if (auto sorting = sorting_of(call, false)) {
        Property<GenericRow> property = [&](const GenericRow& row) {
            return row.property(sorting->property);
        };
        sort_rows(call, pointers, *sorting, property, class_name(call.captures.at(0)));
    }
    auto page = cut(pointers, window_of(call));
    return data_answer(render(page, [](const GenericRow& row) { return row.render(); }));
}

Answer search_generic(Call& call)
{
    auto body = Json::parse(call.request.body, nullptr, false);
    auto rows = rows_of(call);
    Json found = Json::array();
    Json none = Json::array();
    const auto& attributes =
        body.is_object() && body.contains("searchAttributes") ? body["searchAttributes"] : none;
    for (const auto& row : rows) {
        bool all = std::ranges::all_of(
            attributes, [&](const Json& attribute) { return satisfies(call, row, attribute); });
        if (all) found.push_back(row.render());
    }
    return data_answer(std::move(found));
}

Answer read_generic(Call& call)
{
    for (const auto& row : rows_of(call)) {
        if (row.id == call.captures.at(1)) return data_answer(row.render());
    }
    throw not_found(call, fmt::format("No row with the given identifier exists: [{}#{}]",
                                      class_name(call.captures.at(0)), call.captures.at(1)));
}

}  // namespace webhookd::simulator
