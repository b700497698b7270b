#pragma once
// What commands print: one JSON document for programs, or text for people in which foreign bytes cannot steer
// the terminal.

#include <string>
#include <string_view>

#include "webhookd/core/json.hpp"

namespace webhookd::app {

/// Prints the document, indented, to stdout. Bytes that are not UTF-8 are replaced.
void print_json(const OrderedJson& document);

/// `text` with control characters (newlines too) written as \n or \xNN: answers of servers end up in a
/// terminal.
std::string printable(std::string_view text);

}  // namespace webhookd::app
