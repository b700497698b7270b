// The configuration written for a run: the limits on requests and storms are out of reach, and plain HTTP to
// the loopback is allowed.

#include "bench/rig/daemon.hpp"

#include <csignal>

#include <fmt/format.h>

#include "bench/receiver/receiver.hpp"

namespace webhookd::bench {

namespace {

std::string more(const std::string& settings)
{
    return settings.empty() ? "" : ", " + settings;
}

std::string configuration(const DaemonPlan& plan)
{
    auto text = fmt::format(R"(
openboxes: {{url: "{}", username: bench, password: bench, requests_per_minute: 10000}}
polling: {{{}}}
detection: {{storm_limit: 1000000}}
store: {{path: state.db}}
control: {{socket: control.sock, listen: ""}}
log: {{level: warn}}
delivery: {{allow_http: true, allow_private_addresses: true}}
subscribers:
)",
                            plan.source, plan.polling);
    for (const auto& subscriber : plan.subscribers)
        text += fmt::format("  - {{name: {}, url: \"{}\", secret: {}, events: [\"*\"]{}}}\n", subscriber.name,
                            subscriber.url, bench_secret, more(subscriber.settings));
    return text;
}

}  // namespace

Daemon::Daemon(const std::string& program, const test::TempDir& folder, const DaemonPlan& plan)
{
    const auto file = folder.write("bench.yaml", configuration(plan));
    process_ = std::make_unique<test::DaemonProcess>(
        std::vector<std::string>{program, "run", "--config", file}, folder / "log", changes_);
}

Daemon::~Daemon()
{
    if (is_running()) process_->signal(SIGTERM);
    process_->wait();
}

void Daemon::kill()
{
    process_->signal(SIGKILL);
    process_->wait();
}

bool Daemon::is_running()
{
    const std::lock_guard lock(changes_.mutex);
    return !process_->ended();
}

}  // namespace webhookd::bench
