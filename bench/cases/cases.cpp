// The table of all benchmarks, in the order in which --help shows them.

#include "bench/cases/cases.hpp"

namespace webhookd::bench {

std::span<const Case> all_cases()
{
    static constexpr Case cases[] = {
        {"throughput", "a backlog delivered to one subscriber, and to twenty", measure_throughput},
        {"peers", "the same backlog by job queues, with --peers", measure_peers},
        {"https", "the same backlog over TLS", measure_https},
        {"latency", "from the answer of OpenBoxes to the POST", measure_latency},
        {"isolation", "fifty healthy subscribers, with and without bad ones beside them", measure_isolation},
        {"backlog", "a lane beside a million waiting deliveries of a dead one", measure_backlog},
        {"start", "the first POST after a start with a long past", measure_start},
        {"memory", "an idle daemon that tracks a large OpenBoxes", measure_memory},
        {"polling", "processor time of an empty round and of a full scan", measure_polling},
        {"micro", "the pure parts, each alone", measure_micro},
        {"freshness", "days of work in virtual time: from a change to its event", measure_freshness},
        {"growth", "deliveries per second when something grows tenfold", measure_growth},
    };
    return cases;
}

}  // namespace webhookd::bench
