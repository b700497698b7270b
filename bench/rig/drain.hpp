#pragma once
// A backlog delivered by the daemon from its start to the last POST.

#include "bench/rig/backlog.hpp"
#include "bench/rig/stage.hpp"

namespace webhookd::bench {

struct Drain
{
    std::string state;  ///< a state file as write_backlog() made it for `backlog`; used as a copy
    BacklogPlan backlog;
    std::size_t expected = 0;  ///< webhooks, over all subscribers
    std::string settings;      ///< of every subscriber, as in YAML's {…}
    ReceiverSettings receiver;
};

struct Drained
{
    double first_post = 0;  ///< ms after the start of the process
    double per_second = 0;  ///< from the first POST to the last
    double peak = 0;        ///< MiB resident
    Faults faults;
};

/// The subscriber called `dead`, if there is one, refuses connections; all others are the receiver's.
Drained run(const Options& options, const Drain& drain);

}  // namespace webhookd::bench
