#pragma once
// What HTTP and SQLite do alone with the webhooks of a backlog: no delivery can be faster than the slower of
// them.

#include "bench/rig/backlog.hpp"

namespace webhookd::bench {

/// POSTs of all events of `plan`, ready-made and signed, to a receiver, over so many connections.
double posts_per_second(const BacklogPlan& plan, std::size_t connections);

/// Durable records of all deliveries of the first subscriber of `plan`, so many at a time.
double records_per_second(const BacklogPlan& plan, std::size_t in_flight);

}  // namespace webhookd::bench
