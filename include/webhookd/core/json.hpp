#pragma once
// The JSON that the program makes; what OpenBoxes answers is read by openboxes/json_view.hpp. `Json` sorts
// its keys, so equal values have equal text (projections, hashes); `OrderedJson` keeps the order in which
// keys were added (what people read: event bodies, --json output).

#include <nlohmann/json.hpp>

namespace webhookd {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

}  // namespace webhookd
