#pragma once
// The envelope of a list (openboxes-api.md 2): `{"data":[…],"totalCount":N}`, or a bare array from servers
// before 0.8.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "webhookd/core/json.hpp"

namespace webhookd::openboxes {

struct Page
{
    Json rows = Json::array();
    std::optional<std::int64_t>
        total;         ///< number, numeric text, or `[]` beside no row; null and nonsense are absent
    std::string next;  ///< as the server wrote it; empty when it did not
};

/// The error says what is missing.
std::expected<Page, std::string> read_page(Json body);

/// The rows of `{"data":…}` or of a bare answer to a read of one entity; null when there is none.
Json read_entity(Json body);

/// The target of `link` below `base_url`, when it is of the same origin and lies below it; else empty.
std::string path_below(std::string_view base_url, std::string_view link);

}  // namespace webhookd::openboxes
