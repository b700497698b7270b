#pragma once
// The backlog of the throughput benchmarks: 20,000 events with bodies of 1 KiB.

#include <cstddef>
#include <string>

#include "bench/rig/drain.hpp"

namespace webhookd::bench {

constexpr std::size_t in_flight = 50;

/// Written to `state`, its events dealt out to so many subscribers in turn.
Drain dealt_out(const Options& options, const std::string& source, const std::string& state,
                std::size_t subscribers);

}  // namespace webhookd::bench
