#pragma once
// `check --explain`: an event in a file, held against every subscriber.

#include <string>

#include "webhookd/config/config.hpp"

namespace webhookd::app {

/// Prints, per subscriber, whether the event in `path` (`-`: standard input) is sent or why not, and as what
/// where that is not the event itself. Returns the exit status: exit_failed when a body cannot be made.
/// Throws CommandError(exit_usage) when there is no event in it.
int explain(const config::Config& config, const std::string& path, bool json);

}  // namespace webhookd::app
