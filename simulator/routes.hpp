#pragma once
// Which endpoint a request reaches, and what has to hold before it does: session, role, location, version
// (openboxes-api.md 1.3 to 1.5, 9).

#include "simulator/call.hpp"

namespace webhookd::simulator {

/// The answer of OpenBoxes to a request below its context path; `path` starts with a slash.
Answer dispatch(Call& call, const std::string& path);

}  // namespace webhookd::simulator
