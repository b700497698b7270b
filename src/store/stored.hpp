#pragma once
// Values of rows that SQLite keeps as text: what this program never writes there is damage, of a page that
// still looks like one.

#include <string>
#include <string_view>

#include "webhookd/core/json.hpp"
#include "webhookd/store/sqlite/statement.hpp"

namespace webhookd::store {

/// The value that `find` has for the word in `column`. Throws sqlite::Error when it has none.
template <class Find>
auto stored_word(const sqlite::Cursor& row, int column, Find find)
{
    const auto value = find(row.get<std::string_view>(column));
    if (!value) row.report_damage("a row holds a word that is none of this program's");
    return *value;
}

/// What the JSON in `column` says. Throws sqlite::Error when it is none.
inline Json stored_json(const sqlite::Cursor& row, int column)
{
    auto json = Json::parse(row.get<std::string_view>(column), nullptr, false);
    if (json.is_discarded()) row.report_damage("a row holds text that should be JSON");
    return json;
}

}  // namespace webhookd::store
