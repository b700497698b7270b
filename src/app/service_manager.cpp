// The assignments of each message, sent by sd_notify(3).

#include "app/service_manager.hpp"

#include <string>

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include "webhookd/core/printable.hpp"

namespace webhookd::app::service_manager {

namespace {

/// The environment is left as it is: later messages need it too.
void notify(const std::string& state)
{
    (void)sd_notify(0, state.c_str());
}

}  // namespace

void ready()
{
    notify("READY=1");
}

void reloading()
{
    // systemd 253 and newer matches the message with its request by this time (Type=notify-reload).
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    notify(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", microseconds));
}

void stopping()
{
    notify("STOPPING=1");
}

void status(std::string_view text)
{
    notify("STATUS=" + core::printable(text));  // a newline would begin another assignment
}

void feed_watchdog()
{
    notify("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> watchdog_interval()
{
    std::uint64_t limit = 0;
    if (sd_watchdog_enabled(0, &limit) <= 0) return std::nullopt;
    return std::chrono::microseconds(limit / 2);
}

}  // namespace webhookd::app::service_manager
