#pragma once
// What people call the thing that an event is about, for lists and search: ids of OpenBoxes say nothing to
// them.

#include <string>
#include <string_view>

namespace webhookd::core {

/// Of the body of an event: its identifier and its name, such as `412ABC Weekly round`; empty when it has
/// neither.
std::string title_of(std::string_view body);

}  // namespace webhookd::core
