// A rate over the span from the first to the last arrival, and latencies looked up by the product that an
// arrival tells of.

#include "bench/rig/arrivals.hpp"

#include <stdexcept>

namespace webhookd::bench {

double per_second(std::span<const Arrival> arrivals)
{
    if (arrivals.size() < 2) throw std::runtime_error("the daemon delivered nothing");
    const std::chrono::duration<double> span = arrivals.back().at - arrivals.front().at;
    return static_cast<double>(arrivals.size() - 1) / span.count();
}

std::vector<double> milliseconds_since(const Sendings& sent, std::span<const Arrival> arrivals)
{
    std::vector<double> result;
    result.reserve(arrivals.size());
    for (const auto& arrival : arrivals) {
        const std::chrono::duration<double, std::milli> taken = arrival.at - sent.at(arrival.entity);
        result.push_back(taken.count());
    }
    return result;
}

}  // namespace webhookd::bench
