#pragma once
// What commands print: one JSON document for programs, or text for people in which foreign bytes cannot steer
// the terminal.

#include <optional>
#include <string>
#include <string_view>

#include "webhookd/core/json.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::app {

/// Prints the document, indented, to stdout. Bytes that are not UTF-8 are replaced.
void print_json(const OrderedJson& document);

/// `text` with control characters (newlines too) written as \n or \xNN: answers of servers end up in a
/// terminal.
std::string printable(std::string_view text);

/// RFC 3339 or null.
OrderedJson time_or_null(const std::optional<core::Timestamp>& instant);

/// RFC 3339 or `-`.
std::string time_or_dash(const std::optional<core::Timestamp>& instant);

/// The text, or null when it is empty.
OrderedJson text_or_null(const std::string& text);

}  // namespace webhookd::app
