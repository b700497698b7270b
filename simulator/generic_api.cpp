// The generic API: any domain class as a list, a read and a search (openboxes-api.md 7). Each resource is a
// table, the properties by which its rows sort and are searched, and how a row is printed.

#include <map>

#include "simulator/api.hpp"
#include "simulator/listing.hpp"
#include "simulator/rows.hpp"

namespace webhookd::simulator {

namespace {

using Key = std::optional<SortKey>;

enum class Operation
{
    list,
    search,
    read
};

template <class Row>
struct Resource
{
    const Table<Row>& table;
    std::function<Key(const Row&, const std::string&)> property;
    std::function<Json(const Row&)> render;
    std::function<bool(const Row&)> exists = [](const Row&) { return true; };
};

std::string class_name(const Call& call)
{
    auto name = call.captures.at(0);
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
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

/// What the body of a search asks for.
Json attributes_of(const Call& call)
{
    auto body = Json::parse(call.request.body, nullptr, false);
    return body.is_object() && body.contains("searchAttributes") ? body["searchAttributes"] : Json::array();
}

template <class Row>
bool satisfies(const Call& call, const Resource<Row>& resource, const Row& row, const Json& attribute)
{
    auto property = text_of(attribute, "property");
    auto operation = text_of(attribute, "operator");
    auto wanted = text_of(attribute, "value");
    if (property.empty() || wanted.empty())
        throw server_error(call, "java.lang.IllegalArgumentException",
                           "Property and value are required in order to perform searches");
    auto value = resource.property(row, property);
    if (!value) throw unknown_property(call, property, class_name(call));
    const auto* text = std::get_if<std::string>(&*value);
    if (text == nullptr)
        throw server_error(call, "java.lang.ClassCastException", "java.lang.String cannot be cast");
    if (operation.empty() || operation == "eq") return *text == wanted;
    if (operation == "like" || operation == "ilike") return like(*text, wanted, operation == "ilike");
    throw server_error(call, "java.lang.UnsupportedOperationException",
                       fmt::format("Operator {} is not supported at this time", operation));
}

template <class Row>
Answer list(const Call& call, const Resource<Row>& resource)
{
    auto sorting = sorting_of(call, false);
    auto page = sorting ? page_of(call, resource.table, *sorting, class_name(call), resource.exists,
                                  resource.property)
                        : cut(select(resource.table, resource.exists), window_of(call));
    return data_answer(print(call, resource.table, class_name(call), page, resource.render));
}

template <class Row>
Answer search(const Call& call, const Resource<Row>& resource)
{
    auto attributes = attributes_of(call);
    auto found = select(resource.table, [&](const Row& row) {
        return resource.exists(row) && std::ranges::all_of(attributes, [&](const Json& attribute) {
                   return satisfies(call, resource, row, attribute);
               });
    });
    return data_answer(render(found, resource.render));
}

template <class Row>
Answer read(const Call& call, const Resource<Row>& resource)
{
    auto id_of = [&](const Row& row) { return std::get<std::string>(resource.property(row, "id").value()); };
    for (auto place : resource.table.grouped_by("id of " + class_name(call), id_of, call.captures.at(1))) {
        const auto& row = resource.table.rows()[place];
        if (resource.exists(row)) return data_answer(resource.render(row));
    }
    throw not_found(call, fmt::format("No row with the given identifier exists: [{}#{}]", class_name(call),
                                      call.captures.at(1)));
}

template <class Row>
Answer operate(const Call& call, Operation operation, const Resource<Row>& resource)
{
    if (operation == Operation::list) return list(call, resource);
    return operation == Operation::search ? search(call, resource) : read(call, resource);
}

Answer products(Call& call, Operation operation)
{
    auto property = [](const Product& product, const std::string& name) -> Key {
        if (name == "id") return product.id;
        if (name == "dateCreated") return milliseconds(product.created);
        if (name == "lastUpdated") return milliseconds(product.updated);
        if (name == "name") return product.name;
        if (name == "productCode") return product.code;
        return std::nullopt;
    };
    return operate<Product>(call, operation, {call.world.products, property, [&call](const Product& product) {
                                                  return product_json(call, product);
                                              }});
}

Answer shipments(Call& call, Operation operation)
{
    auto property = [](const Movement& movement, const std::string& name) -> Key {
        if (name == "id") return movement.shipment_id;
        if (name == "dateCreated") return milliseconds(movement.created);
        if (name == "lastUpdated") return milliseconds(movement.shipment_updated);
        if (name == "name") return movement.name;
        if (name == "shipmentNumber") return movement.identifier;
        if (name == "currentStatus") return to_text(movement.shipment_status);
        return std::nullopt;
    };
    return operate<Movement>(
        call, operation,
        {call.world.movements, property,
         [&call](const Movement& movement) { return shipment_row(call.world, movement); },
         std::mem_fn(&Movement::has_shipment)});
}

Answer transactions(Call& call, Operation operation)
{
    auto property = [](const Transaction& transaction, const std::string& name) -> Key {
        if (name == "id") return transaction.id;
        if (name == "dateCreated" || name == "lastUpdated") return milliseconds(transaction.created);
        if (name == "transactionDate") return milliseconds(transaction.date);
        if (name == "transactionNumber") return transaction.number;
        return std::nullopt;
    };
    return operate<Transaction>(call, operation,
                                {call.world.transactions, property, [&call](const Transaction& transaction) {
                                     return transaction_row(call, transaction);
                                 }});
}

struct EntryRow
{
    std::string id;
    const Transaction* transaction;
    const Entry* entry;
};

/// Of all transactions, or of the one that a search names.
Table<EntryRow> entry_table(const Call& call, Operation operation)
{
    Table<EntryRow> table("transaction entry");
    auto add = [&table](const Transaction& transaction) {
        for (const auto& entry : transaction.entries)
            table.add({entry.id, &transaction, &entry});
    };
    auto attributes = operation == Operation::search ? attributes_of(call) : Json::array();
    for (const auto& attribute : attributes) {
        auto exact = text_of(attribute, "operator").empty() || text_of(attribute, "operator") == "eq";
        if (!exact || text_of(attribute, "property") != "transaction.id") continue;
        if (const auto* named = call.world.transactions.find(text_of(attribute, "value"))) add(*named);
        return table;
    }
    std::ranges::for_each(call.world.transactions.rows(), add);
    return table;
}

Answer transaction_entries(Call& call, Operation operation)
{
    auto property = [](const EntryRow& row, const std::string& name) -> Key {
        if (name == "id") return row.id;
        if (name == "transaction.id") return row.transaction->id;
        if (name == "inventoryItem.id") return row.entry->inventory_item;
        if (name == "product.id") return row.entry->product;
        return std::nullopt;
    };
    auto table = entry_table(call, operation);
    return operate<EntryRow>(call, operation, {table, property, [](const EntryRow& row) {
                                                   return transaction_entry_row(*row.transaction, *row.entry);
                                               }});
}

Answer inventory_items(Call& call, Operation operation)
{
    auto property = [](const InventoryItem& item, const std::string& name) -> Key {
        if (name == "id") return item.id;
        if (name == "lotNumber") return item.lot;
        if (name == "product.id") return item.product;
        return std::nullopt;
    };
    return operate<InventoryItem>(call, operation,
                                  {call.world.inventory_items, property, [&call](const InventoryItem& item) {
                                       return inventory_item_json(call.world, item);
                                   }});
}

Answer inventories(Call& call, Operation operation)
{
    auto property = [](const Facility& facility, const std::string& name) -> Key {
        if (name == "id") return facility.inventory_id;
        if (name == "warehouse.id") return facility.id;
        return std::nullopt;
    };
    return operate<Facility>(call, operation, {call.world.facilities, property, inventory_row});
}

Answer orders(Call& call, Operation operation)
{
    auto property = [](const PurchaseOrder& order, const std::string& name) -> Key {
        if (name == "id") return order.id;
        if (name == "dateCreated") return milliseconds(order.created);
        if (name == "lastUpdated") return milliseconds(order.updated);
        if (name == "orderNumber") return order.number;
        if (name == "name") return order.name;
        return std::nullopt;
    };
    return operate<PurchaseOrder>(call, operation,
                                  {call.world.orders, property, [&call](const PurchaseOrder& order) {
                                       return order_detail(call, order);
                                   }});
}

Answer availability(Call& call, Operation operation)
{
    auto property = [](const StockLevel& level, const std::string& name) -> Key {
        if (name == "id") return level.id;
        if (name == "dateCreated") return milliseconds(level.created);
        if (name == "lastUpdated") return milliseconds(level.updated);
        if (name == "product.id") return level.product;
        if (name == "location.id") return level.facility;
        return std::nullopt;
    };
    return operate<StockLevel>(call, operation,
                               {call.world.stock, property, [&call](const StockLevel& level) {
                                    return product_availability_row(call.world, level);
                                }});
}

Answer locations(Call& call, Operation operation)
{
    auto property = [](const Facility& facility, const std::string& name) -> Key {
        if (name == "id") return facility.id;
        if (name == "name") return facility.name;
        return std::nullopt;
    };
    return operate<Facility>(call, operation, {call.world.facilities, property, location_json});
}

Answer operate_on_resource(Call& call, Operation operation)
{
    static const std::map<std::string, Answer (*)(Call&, Operation)> resources = {
        {"product", products},
        {"shipment", shipments},
        {"transaction", transactions},
        {"transactionEntry", transaction_entries},
        {"inventoryItem", inventory_items},
        {"inventory", inventories},
        {"order", orders},
        {"productAvailability", availability},
        {"location", locations}};
    if (call.options.generic_api == GenericApi::forbidden)
        return redirect_answer(call, "/errors/handleForbidden");
    if (call.options.generic_api == GenericApi::missing) throw not_found(call, "Resource not found");
    auto resource = resources.find(call.captures.at(0));
    if (resource == resources.end())
        throw server_error(call, "java.lang.IllegalAccessException",
                           fmt::format("Unable to locate domain {}", class_name(call)));
    return resource->second(call, operation);
}

}  // namespace

Answer list_generic(Call& call)
{
    return operate_on_resource(call, Operation::list);
}

Answer search_generic(Call& call)
{
    return operate_on_resource(call, Operation::search);
}

Answer read_generic(Call& call)
{
    return operate_on_resource(call, Operation::read);
}

}  // namespace webhookd::simulator
