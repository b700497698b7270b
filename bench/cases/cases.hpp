#pragma once
// The benchmarks, by name. docs/benchmarks.md says what each measures and how to read it.

#include <span>
#include <string_view>

#include "bench/figure.hpp"
#include "bench/rig/stage.hpp"

namespace webhookd::bench {

struct Case
{
    std::string_view name;
    std::string_view what;
    Report (*run)(const Options& options);
};

std::span<const Case> all_cases();

Report measure_throughput(const Options& options);
/// Throws without Options::peers.
Report measure_peers(const Options& options);
Report measure_https(const Options& options);
Report measure_latency(const Options& options);
Report measure_isolation(const Options& options);
Report measure_backlog(const Options& options);
Report measure_start(const Options& options);
Report measure_memory(const Options& options);
Report measure_polling(const Options& options);
/// In virtual time; uses no daemon program.
Report measure_freshness(const Options& options);
Report measure_growth(const Options& options);
/// Runs webhookd-micro, which lies beside this program.
Report measure_micro(const Options& options);

}  // namespace webhookd::bench
