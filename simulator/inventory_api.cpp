// Adjustments and stock levels (openboxes-api.md 6).

#include <set>

#include "simulator/api.hpp"
#include "simulator/listing.hpp"
#include "simulator/rows.hpp"

namespace webhookd::simulator {

namespace {

constexpr std::int64_t report_default_max = 10;
constexpr std::int64_t report_max_cap = 100;

std::optional<Timestamp> report_date(const Call& call, const std::string& name)
{
    auto text = call.param(name);
    if (!text) return std::nullopt;
    auto instant = parse_us_date(*text);
    if (!instant) instant = parse_iso_date(*text);
    if (!instant)
        throw bad_request(call,
                          fmt::format("Failed to convert property value to required type Date: {}", *text),
                          {fmt::format("Property {} must be a valid Date", name)});
    return instant;
}

std::string_view action_of(const Transaction& transaction)
{
    if (!transaction.cycle_count.empty()) return "CYCLE_COUNT";
    if (transaction.comment.find("Imported from") != std::string::npos) return "INVENTORY_IMPORT";
    return transaction.baseline.empty() ? "INVENTORY_ADJUSTMENT" : "RECORD_STOCK";
}

std::string_view variance_of(std::int64_t difference)
{
    if (difference == 0) return "EQUAL";
    return difference > 0 ? "MORE" : "LESS";
}

struct ProductChange
{
    std::int64_t before = 0;
    std::int64_t difference = 0;
    Json comments = Json::array();
};

/// One row per (transaction, product).
std::vector<std::pair<std::string, ProductChange>> changes_of(const Transaction& transaction)
{
    std::vector<std::pair<std::string, ProductChange>> changes;
    for (const auto& entry : transaction.entries) {
        auto found = std::ranges::find(changes, entry.product, &std::pair<std::string, ProductChange>::first);
        if (found == changes.end()) {
            changes.emplace_back(entry.product, ProductChange());
            found = std::prev(changes.end());
            found->second.before = entry.before;
        }
        found->second.difference += entry.quantity;
        if (!entry.comments.empty()) found->second.comments.push_back(entry.comments);
    }
    return changes;
}

Json report_row(const Call& call, const Transaction& transaction, const std::string& product_id,
                const ProductChange& change)
{
    const auto& product = call.world.products.get(product_id);
    // A list of the transaction's comment and the list of its entries' comments, without the empty ones.
    Json comments = Json::array();
    if (!transaction.comment.empty()) comments.push_back(transaction.comment);
    if (!change.comments.empty()) comments.push_back(change.comments);
    return {{"transaction", {{"transactionNumber", transaction.number}}},
            {"product",
             {{"id", product.id},
              {"name", product.name},
              {"productCode", product.code},
              {"displayName", product.name}}},
            {"facility", base_location_json(call.world.facilities.get(transaction.facility))},
            {"quantityBefore", change.before},
            {"quantityAfter", change.before + change.difference},
            {"quantityDifference", change.difference},
            {"dateRecorded", iso_date(transaction.date)},
            {"recordedBy", {{"name", person_name(call.world, transaction.created_by)}}},
            {"rootCauses", transaction.cycle_count.empty() ? Json() : Json::array({"DATA_ENTRY_ERROR"})},
            {"comments", std::move(comments)},
            {"varianceTypeCode", variance_of(change.difference)},
            {"transactionAction", action_of(transaction)}};
}

std::string report_text(const Call& call, const Transaction& transaction, const std::string& product,
                        const ProductChange& change)
{
    auto to_json = [&](const Transaction&) { return report_row(call, transaction, product, change); };
    // A transaction of one entry is one row, which can be kept.
    if (transaction.entries.size() > 1) return to_json(transaction).dump();
    return print_row(call, call.world.transactions, "report", transaction, to_json);
}

Json available_item(const Call& call, const StockLevel& level)
{
    const auto& item = call.world.inventory_items.get(level.inventory_item);
    const auto& product = call.world.products.get(level.product);
    return {{"inventoryItem.id", item.id},
            {"product.name", product.name},
            {"product", product_json(call, product)},
            {"productCode", product.code},
            {"lotNumber", text_or_null(item.lot)},
            {"expirationDate", date_or_null(item.expires, us_date)},
            {"binLocation", nullptr},
            {"zone", nullptr},
            {"quantityAvailable", std::max<std::int64_t>(level.quantity, 0)},
            {"quantityOnHand", level.quantity},
            {"status", level.quantity > 0 ? "AVAILABLE" : "NOT_AVAILABLE"},
            {"pickedRequisitionNumbers", ""},
            {"binLocation.id", nullptr},
            {"binLocation.name", nullptr}};
}

}  // namespace

Answer inventory_transactions_summary(Call& call)
{
    const auto* facility = call.world.facilities.find(call.param("facility").value_or(""));
    if (facility == nullptr)
        throw bad_request(call, "Property [facility] cannot be null", {"Property facility cannot be null"});
    auto start = report_date(call, "startDate");
    auto end = report_date(call, "endDate");
    auto wanted = call.params("products");
    std::set<std::string> products(wanted.begin(), wanted.end());
    // BETWEEN with a null bound matches nothing.
    const auto& places =
        call.world.transactions.grouped_by("facility", std::mem_fn(&Transaction::facility), facility->id);
    auto transactions = select(call.world.transactions, places, [&](const Transaction& transaction) {
        return start && end && transaction.type == "3" && transaction.date >= *start &&
               transaction.date <= *end;
    });
    std::ranges::sort(transactions, [](const Transaction* a, const Transaction* b) {
        return a->date != b->date ? a->date > b->date : a < b;
    });
    auto window = window_of(call);
    auto max = call.int_param("max").value_or(report_default_max);
    window.max = static_cast<std::size_t>(std::min(max > 0 ? max : report_default_max, report_max_cap));
    JsonText rows{"["};
    std::size_t shown = 0;
    std::size_t total = 0;
    for (const auto* transaction : transactions) {
        // A transaction without a user makes toJson() fail, and with it the whole page.
        if (call.world.users.find(transaction->created_by) == nullptr) throw null_pointer(call);
        for (const auto& [product, change] : changes_of(*transaction)) {
            bool exists = call.world.products.find(product) != nullptr;
            if (!exists || (!products.empty() && !products.contains(product))) continue;
            if (total++ < window.offset || shown >= *window.max) continue;
            if (shown++ > 0) rows.text += ',';
            rows.text += report_text(call, *transaction, product, change);
        }
    }
    rows.text += ']';
    return list_answer(rows, total);
}

Answer available_items(Call& call)
{
    auto location = call.param("location.id").value_or(call.session.location);
    auto ids = call.params("id");
    auto more = call.params("product.id");
    ids.insert(ids.end(), more.begin(), more.end());
    if (!call.captures.empty()) ids.push_back(call.id());
    if (call.world.facilities.find(location) == nullptr || ids.empty())
        throw server_error(call, "java.lang.IllegalArgumentException",
                           "Must specify a location and at least one product");
    std::set<std::string> wanted(ids.begin(), ids.end());
    auto levels = select(call.world.stock, [&](const StockLevel& level) {
        const auto* product = call.world.products.find(level.product);
        return level.facility == location && wanted.contains(level.product) && product != nullptr &&
               product->active;
    });
    return data_answer(
        render(levels, [&call](const StockLevel& level) { return available_item(call, level); }));
}

Answer hosted_inventory_items(Call& call)
{
    if (!call.options.hosted_inventory_items) throw not_found(call, "Resource not found");
    std::vector<const StockLevel*> levels = select(call.world.stock, [](const StockLevel&) { return true; });
    auto page = cut(levels, window_of(call));
    auto rows = render(page, [&call](const StockLevel& level) -> Json {
        const auto& item = call.world.inventory_items.get(level.inventory_item);
        return {{"id", item.id},
                {"product", {{"id", level.product}}},
                {"lotNumber", text_or_null(item.lot)},
                {"location", {{"id", level.facility}}},
                {"quantity", level.quantity}};
    });
    return list_answer(rows, levels.size());
}

}  // namespace webhookd::simulator
