#pragma once
// What commands print for programs: one JSON document. For people there are table.hpp and core::printable().

#include "webhookd/core/json.hpp"

namespace webhookd::app {

/// Prints the document, indented, to stdout (core::dump_json()). Bytes that are not UTF-8 are replaced.
void print_json(const OrderedJson& document);

}  // namespace webhookd::app
