#pragma once
// The state file as the reading commands use it: read-only, whether or not the daemon runs.

#include <memory>
#include <string>

#include "webhookd/config/config.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::app {

/// Opens it. Throws CommandError(exit_failed) when there is none yet, store::OpenError when it cannot be
/// read.
std::unique_ptr<store::Tables> open_state(const config::Config& config);

}  // namespace webhookd::app
