#pragma once
// `poll --dry-run`: one poll now, compared with the state file if there is one; prints what would be emitted,
// writes nothing.

#include <string>

#include "webhookd/config/config.hpp"

namespace webhookd::app {

/// Polls every stream, or only the one named `stream`. Exit status 0; 1 when a poll failed or no stream has
/// that name.
int dry_run_poll(const config::Config& config, const std::string& stream, bool json);

}  // namespace webhookd::app
