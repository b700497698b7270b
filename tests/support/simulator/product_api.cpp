// Products (openboxes-api.md 3).

#include "support/simulator/api.hpp"
#include "support/simulator/listing.hpp"
#include "support/simulator/rows.hpp"

namespace webhookd::simulator {

namespace {

constexpr Version paged_list_since{0, 8, 20};
constexpr Version created_after_since{0, 8, 22};
constexpr Version instants_since{0, 9, 6};
constexpr std::size_t type_ahead_rows = 25;

std::optional<SortKey> product_property(const std::string& name, const Product& product)
{
    if (name == "id") return product.id;
    if (name == "name") return product.name;
    if (name == "productCode") return product.code;
    if (name == "category") return product.category;
    if (name == "updatedBy") return product.updated_by;
    if (name == "dateCreated") return milliseconds(product.created);
    if (name == "lastUpdated") return milliseconds(product.updated);
    if (name == "active") return std::int64_t{product.active};
    if (name == "pricePerUnit") return product.price;
    return std::nullopt;
}

std::optional<Timestamp> date_param(const Call& call, const std::string& name)
{
    auto text = call.param(name);
    if (!text || call.before(created_after_since)) return std::nullopt;
    auto instant = call.before(instants_since) ? parse_us_date(*text) : parse_iso_date(*text);
    if (!instant)
        throw server_error(call, "java.text.ParseException", fmt::format("Unparseable date: \"{}\"", *text));
    return instant;
}

using Wanted = std::function<bool(const Product&)>;

Wanted product_filter(const Call& call)
{
    bool inactive_too = call.param("includeInactive") == "true";
    auto text = call.param("q").value_or("");
    auto after = date_param(call, "createdAfter");
    auto before = date_param(call, "createdBefore");
    return [=](const Product& product) {
        if (!product.active && !inactive_too) return false;
        if (text.empty() && !after && !before) return true;
        // OpenBoxes puts the text search and the creation dates into one `or`.
        bool in_text = !text.empty() && (contains_ignoring_case(product.name, text) ||
                                         contains_ignoring_case(product.code, text));
        bool in_dates = (after || before) && (!after || product.created >= *after) &&
                        (!before || product.created <= *before);
        return in_text || in_dates;
    };
}

/// The rows of one page and how many there are, from the kept view of the whole table.
std::vector<const Product*> page_of(const Call& call, const Sorting& sorting, const Wanted& wanted,
                                    std::size_t& total)
{
    const auto& table = call.world.products;
    auto key = [&](const Product& product) {
        auto value = product_property(sorting.property, product);
        if (!value) throw unknown_property(call, sorting.property, "product.Product");
        return *value;
    };
    auto window = window_of(call);
    std::vector<const Product*> page;
    auto visit = [&](std::uint32_t place) {
        const auto& product = table.rows()[place];
        if (!wanted(product)) return;
        if (total++ < window.offset || page.size() >= window.max.value_or(table.size())) return;
        page.push_back(&product);
    };
    const auto& view = table.sorted_by(sorting.property, key);
    if (sorting.descending) {
        std::for_each(view.rbegin(), view.rend(), visit);
    } else {
        std::ranges::for_each(view, visit);
    }
    return page;
}

Answer type_ahead_list(const Call& call)
{
    auto name = call.param("name").value_or("");
    if (!name.empty() && name.size() < shortest_name) return data_answer(Json::array());
    auto rows = select(call.world.products, [&name](const Product& product) {
        return product.active &&
               (contains_ignoring_case(product.name, name) || contains_ignoring_case(product.code, name));
    });
    auto render_row = [&call](const Product& product) { return product_json(call, product); };
    return data_answer(render(cut(rows, {type_ahead_rows, 0}), render_row));
}

}  // namespace

Json product_json(const Call& call, const Product& product)
{
    Json row{{"id", product.id},
             {"productCode", product.code},
             {"name", product.name},
             {"description", text_or_null(product.description)}};
    if (call.before({0, 8, 11})) return row;
    row["category"] = text_or_null(product.category);
    row["unitOfMeasure"] = product.unit_of_measure;
    row["pricePerUnit"] = Json::parse(product.price);
    if (!call.before(paged_list_since)) {
        auto* print = call.before(instants_since) ? iso_date : instant_date;
        row["dateCreated"] = print(product.created);
        row["lastUpdated"] = print(product.updated);
        row["updatedBy"] = text_or_null(product.updated_by);
    }
    row["color"] = nullptr;
    row["handlingIcons"] = Json::array();
    row["lotAndExpiryControl"] = false;
    row["active"] = product.active;
    if (!call.before({0, 9, 0})) row["displayNames"] = {{"default", nullptr}};
    return row;
}

Answer list_products(Call& call)
{
    if (call.before(paged_list_since)) return type_ahead_list(call);
    auto sorting = *sorting_of(call, false, Sorting{"name", false});
    auto wanted = product_filter(call);
    std::size_t total = 0;
    std::vector<const Product*> page;
    if (call.options.unstable_ties) {
        auto rows = select(call.world.products, wanted);
        total = rows.size();
        auto property = [&sorting](const Product& product) {
            return product_property(sorting.property, product);
        };
        sort_rows<Product>(call, rows, sorting, property, "product.Product");
        page = cut(rows, window_of(call));
    } else {
        page = page_of(call, sorting, wanted, total);
    }
    return list_answer(render(page, [&call](const Product& product) { return product_json(call, product); }),
                       total);
}

Answer search_products(Call& call)
{
    return type_ahead_list(call);
}

Answer read_product(Call& call)
{
    const auto* product = call.world.products.find(call.id());
    if (product == nullptr)
        throw not_found(call,
                        fmt::format("No row with the given identifier exists: [Product#{}]", call.id()));
    return data_answer(product_json(call, *product));
}

Answer product_summary(Call& call)
{
    if (call.session.location.empty()) throw null_pointer(call);
    auto quantity = call.world.quantity_on_hand(call.session.location, call.id());
    return data_answer({{"product", {{"id", call.id()}}},
                        {"location", {{"id", call.session.location}}},
                        {"quantityOnHand", quantity}});
}

}  // namespace webhookd::simulator
