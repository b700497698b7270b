#pragma once
// What all lists have in common: newest first, a page at a time.

#include <limits>

#include "control/arguments.hpp"

namespace webhookd::control {

/// As many rows as are read in one go.
inline constexpr int longest_page = 1000;

/// Fills what every filter of the store has: since, until, before, limit.
template <class Filter>
void read_page(const Arguments& arguments, Filter& filter)
{
    filter.since = arguments.time("since");
    filter.until = arguments.time("until");
    if (arguments.has("before"))
        filter.before = arguments.number("before", 0, std::numeric_limits<std::int64_t>::max(), 0);
    filter.limit = static_cast<int>(arguments.number("limit", 1, longest_page, 100));
}

/// `{"<name>": […], "next_before": …}`; the cursor is null when this was the last page. `key` names the field
/// by which the next page begins.
inline OrderedJson page_document(const char* name, OrderedJson rows, int limit, const char* key)
{
    const bool more = rows.size() == static_cast<std::size_t>(limit);
    auto next = more ? rows.back().at(key) : OrderedJson();
    return {{name, std::move(rows)}, {"next_before", std::move(next)}};
}

}  // namespace webhookd::control
