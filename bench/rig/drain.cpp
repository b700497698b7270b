// Copies the prepared state file, starts the daemon on it, waits until everything has arrived, and kills it.

#include "bench/rig/drain.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "bench/rig/arrivals.hpp"
#include "bench/rig/dead_port.hpp"
#include "bench/rig/sync_file.hpp"
#include "bench/rig/usage.hpp"

namespace webhookd::bench {

Drained run(const Options& options, const Drain& drain)
{
    const test::TempDir folder;
    const auto state = folder / "state.db";
    std::filesystem::copy_file(drain.state, state);
    sync_file(state);
    const DeadPort dead;
    RunningReceiver receiver(drain.receiver);
    DaemonPlan plan;
    plan.source = drain.backlog.source;
    for (const auto& name : drain.backlog.subscribers) {
        const auto url = name == "dead" ? dead.url() : receiver.url();
        plan.subscribe(name, fmt::format("{}/{}", url, name), drain.settings);
    }

    Drained drained;
    const auto began = std::chrono::steady_clock::now();
    Daemon daemon(options.program, folder, plan);
    receiver.wait_for(drain.expected);
    drained.peak = mebibytes(peak_resident_bytes(daemon.pid()));
    daemon.kill();
    const auto& ledger = receiver.stop();
    drained.per_second = per_second(ledger.arrivals());
    const std::chrono::duration<double, std::milli> wait = ledger.arrivals().front().at - began;
    drained.first_post = wait.count();
    drained.faults = ledger.faults(drain.expected);
    return drained;
}

}  // namespace webhookd::bench
