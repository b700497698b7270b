#pragma once
// The control API of the simulator, under /simulator: makes things happen by curl. simulator/README.md
// describes it.

#include "simulator/http/http_message.hpp"

namespace webhookd::simulator {

class SimulatedOpenBoxes;

/// Answers a request whose path begins with /simulator. Errors are 400 or 404 with {"error": "…"}.
test::Answer control(SimulatedOpenBoxes& openboxes, const test::Request& request);

}  // namespace webhookd::simulator
