#pragma once
// Paging and sorting as GORM does them for max, offset, sort and order (openboxes-api.md 2): without `max`
// everything, an unknown property is a 500, and rows with equal sort values have no promised order.

#include <algorithm>
#include <functional>

#include "simulator/call.hpp"

namespace webhookd::simulator {

/// A search for less finds nothing (openboxes.typeahead.minLength).
inline constexpr std::size_t shortest_name = 3;

struct Window
{
    std::optional<std::size_t> max;
    std::size_t offset = 0;
};

/// max and offset of the request; a negative or unreadable max means everything.
Window window_of(const Call& call);

/// A date parameter that Grails parses as MM/dd/yyyy; anything else is a 500.
std::optional<Timestamp> us_date_param(const Call& call, const std::string& name);

/// Sort property and direction; `descending` when `order` is absent or neither asc nor desc.
struct Sorting
{
    std::string property;
    bool descending = false;
};

/// Nothing when the request does not sort and there is no default.
std::optional<Sorting> sorting_of(const Call& call, bool descending_by_default,
                                  std::optional<Sorting> fallback = {});

/// The refusal of a sort property that the entity does not have.
Refusal unknown_property(const Call& call, const std::string& property, std::string_view entity);

/// The part of `rows` inside the window.
template <class T>
std::vector<T> cut(const std::vector<T>& rows, const Window& window)
{
    auto first = std::min(window.offset, rows.size());
    auto count = std::min(window.max.value_or(rows.size()), rows.size() - first);
    auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

/// Reads a property of a row for sorting; nothing for a property that the entity does not have.
template <class Row>
using Property = std::function<std::optional<SortKey>(const Row&)>;

/// A pseudo-random number of row and request: the order of ties when Options::unstable_ties is set.
std::size_t tie_of(const Call& call, const std::string& id);

/// Sorts pointers to rows by a property; ties in the order of insertion, or of tie_of().
template <class Row>
void sort_rows(const Call& call, std::vector<const Row*>& rows, const Sorting& sorting,
               const Property<Row>& property, std::string_view entity)
{
    struct Keyed
    {
        SortKey key;
        std::size_t tie;
        const Row* row;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(rows.size());
    for (const auto* row : rows) {
        auto key = property(*row);
        if (!key) throw unknown_property(call, sorting.property, entity);
        keyed.push_back(
            {std::move(*key), call.options.unstable_ties ? tie_of(call, row->id) : keyed.size(), row});
    }
    std::ranges::sort(keyed, [&sorting](const Keyed& a, const Keyed& b) {
        if (a.key != b.key) return sorting.descending ? b.key < a.key : a.key < b.key;
        return a.tie < b.tie;
    });
    std::ranges::transform(keyed, rows.begin(), &Keyed::row);
}

/// All rows of a table that `wanted` accepts.
template <class Row, class Predicate>
std::vector<const Row*> select(const Table<Row>& table, const Predicate& wanted)
{
    std::vector<const Row*> rows;
    for (const auto& row : table.rows()) {
        if (wanted(row)) rows.push_back(&row);
    }
    return rows;
}

/// The same of the rows with these numbers.
template <class Row, class Predicate>
std::vector<const Row*> select(const Table<Row>& table, const std::vector<std::uint32_t>& places,
                               const Predicate& wanted)
{
    std::vector<const Row*> rows;
    for (auto place : places) {
        if (wanted(table.rows()[place])) rows.push_back(&table.rows()[place]);
    }
    return rows;
}

/// One page of a table's rows that `wanted` accepts, sorted; `total` counts them all, when it is asked for.
template <class Row, class Predicate, class GetProperty>
std::vector<const Row*> page_of(const Call& call, const Table<Row>& table, const Sorting& sorting,
                                std::string_view entity, const Predicate& wanted, const GetProperty& property,
                                std::size_t* total = nullptr)
{
    auto window = window_of(call);
    if (call.options.unstable_ties) {
        auto rows = select(table, wanted);
        if (total != nullptr) *total = rows.size();
        sort_rows<Row>(
            call, rows, sorting, [&](const Row& row) { return property(row, sorting.property); }, entity);
        return cut(rows, window);
    }
    // Two entities can be made of one table: the facilities' inventories have ids of their own.
    auto name = fmt::format("{}.{}", entity, sorting.property);
    const auto& view = table.sorted_by(name, [&](const Row& row) {
        auto key = property(row, sorting.property);
        if (!key) throw unknown_property(call, sorting.property, entity);
        return *key;
    });
    std::vector<const Row*> page;
    std::size_t found = 0;
    for (std::size_t at = 0; at < view.size(); ++at) {
        bool full = page.size() >= window.max.value_or(view.size());
        if (full && total == nullptr) break;
        const auto& row = table.rows()[sorting.descending ? view[view.size() - 1 - at] : view[at]];
        if (!wanted(row)) continue;
        if (found++ >= window.offset && !full) page.push_back(&row);
    }
    if (total != nullptr) *total = found;
    return page;
}

/// The JSON array of rows.
template <class Row, class Render>
Json render(const std::vector<const Row*>& rows, const Render& to_json)
{
    Json array = Json::array();
    for (const auto* row : rows)
        array.push_back(to_json(*row));
    return array;
}

/// A row as text, which is kept: a list of a hundred rows costs as much as what changed of them. `kind` names
/// `to_json`, which may read the session's location, and facilities, products, lots and users.
template <class Row, class Render>
const std::string& print_row(const Call& call, const Table<Row>& table, std::string_view kind, const Row& row,
                             Render to_json)
{
    const auto& world = call.world;
    auto name = fmt::format("{} at {} {}", kind, call.session.location, call.options.enum_objects);
    auto depends_on = world.facilities.version() + world.products.version() +
                      world.inventory_items.version() + world.users.version();
    return table.printed(name, depends_on, row, [&](const Row& seen) { return to_json(seen).dump(); });
}

template <class Row, class Render>
JsonText print(const Call& call, const Table<Row>& table, std::string_view kind,
               const std::vector<const Row*>& rows, const Render& to_json)
{
    JsonText array{"["};
    for (const auto* row : rows) {
        if (row != rows.front()) array.text += ',';
        array.text += print_row(call, table, kind, *row, to_json);
    }
    array.text += ']';
    return array;
}

std::int64_t milliseconds(Timestamp instant);

/// SQL's ilike '%needle%'.
bool contains_ignoring_case(std::string_view text, std::string_view needle);

}  // namespace webhookd::simulator
