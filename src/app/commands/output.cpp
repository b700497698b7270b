// Indented by two, and printable on a terminal like all else that is printed.

#include "app/commands/output.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "webhookd/core/printable.hpp"

namespace webhookd::app {

void print_json(const OrderedJson& document)
{
    fmt::print("{}\n", core::dump_json(document, 2));
}

}  // namespace webhookd::app
