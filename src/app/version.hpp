#pragma once
// The program's version, in a file of its own: a build of another version compiles that one and links.

#include <string_view>

namespace webhookd::app {

std::string_view version();

}  // namespace webhookd::app
