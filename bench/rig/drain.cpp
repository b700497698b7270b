#include "bench/rig/drain.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "bench/rig/arrivals.hpp"
#include "bench/rig/dead_port.hpp"
#include "bench/rig/usage.hpp"

namespace webhookd::bench {

namespace {

/// A copy that is on the disk: else the daemon's first checkpoint would wait for all of it to be written.
void copy_durably(const std::string& from, const std::string& to)
{
    std::filesystem::copy_file(from, to);
    const int file = ::open(to.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) throw std::system_error(errno, std::generic_category(), to);
    const bool synced = ::fsync(file) == 0;
    const int reason = errno;
    ::close(file);
    if (!synced) throw std::system_error(reason, std::generic_category(), to);
}

}  // namespace

Drained run(const Options& options, const Drain& drain)
{
    const test::TempDir folder;
    copy_durably(drain.state, folder / "state.db");
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
