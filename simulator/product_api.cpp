// Products (openboxes-api.md 3).

#include "simulator/api.hpp"
#include "simulator/listing.hpp"
#include "simulator/rows.hpp"

namespace webhookd::simulator {

namespace {

constexpr Version paged_list_since{0, 8, 20};
constexpr Version created_after_since{0, 8, 22};
constexpr Version instants_since{0, 9, 6};
constexpr std::size_t type_ahead_rows = 25;

std::optional<SortKey> product_property(const Product& product, const std::string& name)
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

std::function<bool(const Product&)> product_filter(const Call& call)
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
    auto page =
        page_of(call, call.world.products, sorting, "product.Product", wanted, product_property, &total);
    return list_answer(print(call, call.world.products, "product", page,
                             [&call](const Product& product) { return product_json(call, product); }),
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
