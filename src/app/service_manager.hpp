#pragma once
// What the daemon tells systemd (sd_notify(3)): that it is ready, what it is doing, that it is alive. Each
// function does nothing when no service manager listens ($NOTIFY_SOCKET is not set). A failure to tell is
// ignored: systemd acts on silence, and there is nobody else to tell.

#include <chrono>
#include <optional>
#include <string_view>

namespace webhookd::app::service_manager {

/// The store is open, the configuration accepted: units that wait for this one may start.
void ready();

/// The configuration is read again; ready() ends it.
void reloading();

void stopping();

/// One line for `systemctl status`.
void status(std::string_view text);

/// To be called from the event loop, so that a loop that hangs is noticed.
void feed_watchdog();

/// How often to call feed_watchdog(): half of what systemd allows (WatchdogSec). Null: nobody watches.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace webhookd::app::service_manager
