#pragma once
// The envelope of a list (openboxes-api.md 2): `{"data":[…],"totalCount":N}`, or a bare array from servers
// before 0.8.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/openboxes/json_view.hpp"

namespace webhookd::openboxes {

struct Page
{
    JsonDocument document;  ///< what the rows lie in
    std::vector<JsonView> rows;
    std::optional<std::int64_t>
        total;         ///< number, numeric text, or `[]` beside no row; null and nonsense are absent
    std::string next;  ///< as the server wrote it; empty when it did not
};

/// Rows that a list without pages may have: the stock of a facility has one for each product.
constexpr std::size_t most_unpaged_rows = 200'000;

/// The error says what is missing, or how many rows came where at most `most_rows` were asked for: they are
/// counted before one is looked at, since an answer of some megabytes has room for millions, and a row costs
/// a hundred times its text.
std::expected<Page, std::string> read_page(JsonDocument body, std::size_t most_rows);

/// The entity of `{"data":…}`, or of a bare answer to a read of one; null when there is none.
JsonView read_entity(const JsonDocument& body);

/// The target of `link` below `base_url`, when it is of the same origin and lies below it; else empty.
std::string path_below(std::string_view base_url, std::string_view link);

}  // namespace webhookd::openboxes
