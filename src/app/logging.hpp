#pragma once
// The program's log: lines of `key=value` on stderr (CONTRIBUTING.md 6). The journal adds time and identity
// itself, so there each line carries only its priority; `log.format: json` is for collectors other than the
// journal.

#include <memory>

#include <spdlog/formatter.h>
#include <spdlog/logger.h>

#include "webhookd/config/config.hpp"

namespace webhookd::app {

/// How a line is dressed.
enum class LogDress
{
    terminal,  ///< `2026-06-02T10:11:12.345Z info  message`
    journal,   ///< `<6>message` (sd-daemon(3)); systemd removes the prefix
    json       ///< `{"time":…,"level":…,"message":…}`
};

/// What `settings` and the environment ask for: the journal's when stderr is connected to it.
LogDress log_dress(const config::Log& settings);

/// Formats lines of that dress. A message is always one line: newlines inside are written `\n`.
std::unique_ptr<spdlog::formatter> make_formatter(LogDress dress);

/// Logs to stderr; usable from any thread. Not registered anywhere.
std::shared_ptr<spdlog::logger> make_logger(const config::Log& settings);

/// Level and format, for a new logger or after a reload.
void configure(spdlog::logger& logger, const config::Log& settings);

}  // namespace webhookd::app
