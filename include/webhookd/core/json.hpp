#pragma once
// The JSON types of the program. `Json` sorts its keys, so equal values have equal text (projections,
// hashes); `OrderedJson` keeps the order in which keys were added (what people read: event bodies, --json
// output).

#include <nlohmann/json.hpp>

namespace webhookd {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

}  // namespace webhookd
