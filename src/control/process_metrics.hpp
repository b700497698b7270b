#pragma once
// The metrics of every process, by the names that Prometheus' client libraries agree on.

#include "control/families.hpp"

namespace webhookd::control {

/// Leaves out what the system does not tell.
void add_process(Families& families);

}  // namespace webhookd::control
