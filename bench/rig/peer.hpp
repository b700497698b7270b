#pragma once
// Job queues on Node.js that deliver a backlog: bench/peers, run as a child process.

#include <cstddef>
#include <string>

#include "bench/receiver/ledger.hpp"
#include "bench/rig/backlog.hpp"

namespace webhookd::bench {

/// Every event of `plan` as a line of JSON: id and body.
std::string peer_jobs(const BacklogPlan& plan);

struct PeerPlan
{
    std::string folder;  ///< bench/peers
    std::string name;    ///< as its run.mjs knows it
    std::size_t processes = 1;
    std::size_t in_flight = 50;  ///< of each process
    std::string jobs;            ///< file with the text of peer_jobs()
    std::size_t expected = 0;
};

struct PeerDelivered
{
    double per_second = 0;  ///< from the first POST to the last, as the daemon's
    Faults faults;          ///< without the order, which no peer promises
};

/// Throws std::runtime_error, with what it said, when the peer fails or takes too long.
PeerDelivered deliver_by_peer(const PeerPlan& plan);

}  // namespace webhookd::bench
