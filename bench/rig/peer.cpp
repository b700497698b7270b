// Runs bench/peers/run.mjs to its end, with its output in a log that a failure shows, and counts at a
// receiver as for the daemon.

#include "bench/rig/peer.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "bench/rig/arrivals.hpp"
#include "bench/rig/stage.hpp"
#include "support/daemon_process.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::bench {

namespace {

constexpr std::chrono::minutes patience{5};

std::string contents_of(const std::string& file)
{
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// PostgreSQL, as a user of its own, must reach its folder in here.
void let_others_pass(const test::TempDir& folder)
{
    using std::filesystem::perms;
    std::filesystem::permissions(folder.path(), perms::owner_all | perms::group_exec | perms::others_exec);
}

void run_to_end(const std::vector<std::string>& command, const std::string& log)
{
    test::Changes changes;
    test::DaemonProcess process(command, log, changes);
    const bool in_time = changes.wait([&] { return process.ended(); }, patience);
    process.signal(SIGTERM);
    if (process.wait() != 0 || !in_time) throw std::runtime_error("the peer failed:\n" + contents_of(log));
}

}  // namespace

std::string peer_jobs(const BacklogPlan& plan)
{
    std::string text;
    for (std::size_t event = 0; event < plan.events; ++event)
        text += OrderedJson{{"id", event_id(event)}, {"body", event_body(plan, event)}}.dump() + "\n";
    return text;
}

PeerDelivered deliver_by_peer(const PeerPlan& plan)
{
    const test::TempDir folder;
    let_others_pass(folder);
    RunningReceiver receiver;
    const std::filesystem::path installed(plan.folder);
    run_to_end({installed / "node_modules/.bin/node", installed / "run.mjs", plan.name,
                fmt::format("--processes={}", plan.processes), fmt::format("--in-flight={}", plan.in_flight),
                "--jobs=" + plan.jobs, fmt::format("--url={}/{}", receiver.url(), plan.name),
                fmt::format("--secret={}", bench_secret), "--folder=" + folder.path().string()},
               folder / "log");
    const auto& ledger = receiver.stop();
    PeerDelivered delivered{per_second(ledger.arrivals()), ledger.faults(plan.expected)};
    delivered.faults.out_of_order = 0;
    return delivered;
}

}  // namespace webhookd::bench
