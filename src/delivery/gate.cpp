// The latest of all reasons to wait holds; after a recovery, what may be in flight grows by one with
// each success.

#include "delivery/gate.hpp"

#include <algorithm>

namespace webhookd::delivery {

Gate::Gate(const GateSettings& settings)
    : max_in_flight_(std::max<std::size_t>(settings.max_in_flight, 1)),
      ramp_(max_in_flight_),
      circuit_(settings.probe_interval_max),
      rate_(settings.rate_limit.count, settings.rate_limit.per)
{
}

Permit Gate::permit(async::SteadyTime now, std::size_t in_flight) const
{
    const std::size_t limit = circuit_.is_open() ? 1 : ramp_;
    if (in_flight >= limit) return {};
    const auto opens_at = std::max({paused_until(), circuit_.paced_until(), rate_.earliest()});
    if (opens_at > now) return {Permit::Kind::closed, opens_at};
    return {circuit_.is_open() ? Permit::Kind::probe : Permit::Kind::attempt, std::nullopt};
}

Gate::Change Gate::finished(const Result& result, std::int64_t delivery_id, bool probe, async::SteadyTime now)
{
    Change change;
    if (result.pauses_lane) throttle_.pause(result.retry_after, now);
    switch (result.evidence) {
        case Evidence::alive:
            change.closed = circuit_.succeed(delivery_id, now);
            // One more per success doubles what is in flight per round trip.
            ramp_ = change.closed ? 1 : std::min(ramp_ + 1, max_in_flight_);
            break;
        case Evidence::ailing:
            change.opened = circuit_.fail(delivery_id, probe, now);
            break;
        case Evidence::none:
            if (probe) circuit_.defer(now);
            break;
    }
    if (result.kind == Result::Kind::delivered) throttle_.succeed();
    return change;
}

async::SteadyTime Gate::paused_until() const
{
    return std::max(throttle_.until(), circuit_.next_probe().value_or(async::SteadyTime::min()));
}

void Gate::start_over()
{
    circuit_.reset();
    ramp_ = 1;
}

void Gate::take_over(const Gate& earlier, async::SteadyTime now)
{
    circuit_.take_over(earlier.circuit_, now);
    throttle_ = earlier.throttle_;
    rate_.take_over(earlier.rate_);
    const bool recovering = earlier.ramp_ < earlier.max_in_flight_;
    if (recovering) ramp_ = std::min(earlier.ramp_, max_in_flight_);
}

}  // namespace webhookd::delivery
