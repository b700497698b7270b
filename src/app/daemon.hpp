#pragma once
// `run`: builds every object of the program in order, runs them on one thread, and takes them down again.
// Reading this file shows the whole program (CONTRIBUTING.md 1).

#include <string>

#include "webhookd/config/load.hpp"

namespace webhookd::app {

/// Runs until SIGTERM or SIGINT; returns the exit status: 0 after an orderly stop, 1 when the
/// state file could not be opened or something broke. `config_path` is named in messages.
int run_daemon(const config::Loaded& loaded, const std::string& config_path);

}  // namespace webhookd::app
