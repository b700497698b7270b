// The same backlog by the daemon and by job queues that a team would build a sender of webhooks on, turn by
// turn: the same ids and bodies, signed, to the same receiver, 50 in flight, each with its own durable
// database.

#include <algorithm>
#include <stdexcept>

#include "bench/cases/cases.hpp"
#include "bench/cases/dealt_out.hpp"
#include "bench/limits/alone.hpp"
#include "bench/rig/peer.hpp"

namespace webhookd::bench {

namespace {

struct Contender
{
    const char* peer;
    std::size_t processes;
    Figure figure;
};

}  // namespace

Report measure_peers(const Options& options)
{
    if (options.peers.empty()) throw std::runtime_error("the benchmark peers needs --peers");
    Figure posts("HTTP alone", "/s");
    Figure records("SQLite alone", "/s");
    Figure ours("openboxes-webhookd", "/s", ratio_at_least(1.5), "the fastest peer");
    // Which number of processes is faster depends on the machine; each turn counts the better one.
    std::vector<Contender> contenders{
        {"bullmq", 1, {"BullMQ on Redis, 1 process", "/s"}},
        {"bullmq", 2, {"BullMQ on Redis, 2 processes", "/s"}},
        {"pg-boss", 1, {"pg-boss on PostgreSQL, 1 process", "/s"}},
        {"pg-boss", 2, {"pg-boss on PostgreSQL, 2 processes", "/s"}},
    };
    Report report;
    const test::TempDir folder;
    RunningSource source;
    const auto drain = dealt_out(options, source.url(), folder / "state", 1);
    const auto jobs = folder.write("jobs", peer_jobs(drain.backlog));
    for (std::size_t turn = 0; turn < options.runs; ++turn) {
        posts.add(posts_per_second(drain.backlog, in_flight));
        records.add(records_per_second(drain.backlog, in_flight));
        const auto drained = run(options, drain);
        report.faults += drained.faults;
        double fastest = 0;
        for (auto& [peer, processes, figure] : contenders) {
            const auto delivered = deliver_by_peer(
                {options.peers, peer, processes, in_flight / processes, jobs, drain.expected});
            report.faults += delivered.faults;
            figure.add(delivered.per_second);
            fastest = std::max(fastest, delivered.per_second);
        }
        ours.add(drained.per_second, fastest);
    }
    report.figures = {posts, records, ours};
    for (auto& contender : contenders)
        report.figures.push_back(std::move(contender.figure));
    return report;
}

}  // namespace webhookd::bench
