#pragma once
// The webhook of the throughput benchmarks, 1 KiB.

#include <string>

#include "bench/rig/backlog.hpp"

namespace webhookd::bench {

inline std::string webhook_body()
{
    BacklogPlan plan;
    plan.source = "https://openboxes.example.org/openboxes";
    return event_body(plan, 0);
}

}  // namespace webhookd::bench
