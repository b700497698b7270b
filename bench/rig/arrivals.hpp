#pragma once
// What the times of arrivals say.

#include <span>
#include <vector>

#include "bench/receiver/ledger.hpp"
#include "bench/rig/source.hpp"

namespace webhookd::bench {

/// From the first arrival to the last.
double per_second(std::span<const Arrival> arrivals);

/// Each arrival's distance from the answer that brought its product.
std::vector<double> milliseconds_since(const Sendings& sent, std::span<const Arrival> arrivals);

}  // namespace webhookd::bench
