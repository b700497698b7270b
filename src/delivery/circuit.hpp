#pragma once
// The circuit breaker of a lane (P5): when the endpoint itself is down, it is asked by one probe at a time
// instead of by every delivery. Opens after consecutive endpoint failures of at least two different
// deliveries, because a delivery that crashes its receiver is no proof of a dead endpoint. Pure: no clock, no
// I/O.

#include <cstdint>
#include <optional>

#include "webhookd/async/clock.hpp"

namespace webhookd::delivery {

class Circuit
{
  public:
    static constexpr int failures_to_open = 5;
    static constexpr core::Duration first_probe_after{1000};

    /// `probe_interval_max` bounds the doubling wait between two probes.
    explicit Circuit(core::Duration probe_interval_max);

    bool is_open() const { return next_probe_.has_value(); }
    /// When the next probe may be sent; null while closed.
    std::optional<async::SteadyTime> next_probe() const { return next_probe_; }

    /// An attempt of this delivery got no usable answer. True when that opened the circuit. While open, a
    /// failure doubles the wait for the next probe if it was the `probe`'s; those of stragglers change
    /// nothing.
    bool fail(std::int64_t delivery_id, bool probe, async::SteadyTime now);
    /// A probe was answered "not now" (429): neither alive nor ailing, but the next probe waits longer.
    void defer(async::SteadyTime now);
    /// The endpoint answers. True when that closed the circuit.
    bool succeed();

    /// Open as after a restart in the middle of an outage: the first probe may be sent at once.
    void reopen(async::SteadyTime now);

    /// Goes on as an earlier circuit of the same endpoint would, within its own interval_max.
    void take_over(const Circuit& earlier, async::SteadyTime now);

  private:
    core::Duration interval_max_;
    core::Duration interval_{first_probe_after};
    std::optional<async::SteadyTime> next_probe_;
    int failures_ = 0;
    std::int64_t first_failed_ = 0;
    bool several_failed_ = false;
};

}  // namespace webhookd::delivery
