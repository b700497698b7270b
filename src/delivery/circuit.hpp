#pragma once
// The circuit breaker of a lane (P5): when the endpoint itself is down, it is asked by one probe at a time
// instead of by every delivery. Opens after consecutive endpoint failures of at least two different
// deliveries, because a delivery that crashes its receiver is no proof of a dead endpoint. Nor are many such
// deliveries: what fails, sees another one accepted and fails again fails on its own account, and proves that
// the endpoint is selective. For a while the circuit then stays closed and only slows the failures down, so
// that they are counted and the others get through. Pure: no clock, no I/O.

#include <cstdint>
#include <optional>
#include <vector>

#include "webhookd/async/clock.hpp"

namespace webhookd::delivery {

class Circuit
{
  public:
    static constexpr int failures_to_open = 5;
    static constexpr core::Duration first_probe_after{1000};

    /// How long after a success the endpoint is believed to be selective, and between two failures then.
    static constexpr core::Duration selective_for{3'600'000};
    static constexpr core::Duration selective_pace{100};

    /// `probe_interval_max` bounds the doubling wait between two probes.
    explicit Circuit(core::Duration probe_interval_max);

    bool is_open() const { return next_probe_.has_value(); }
    /// When the next probe may be sent; null while closed.
    std::optional<async::SteadyTime> next_probe() const { return next_probe_; }

    /// An attempt of this delivery got no usable answer. True when that opened the circuit. While open, a
    /// failure doubles the wait for the next probe if it was the `probe`'s; those of stragglers change
    /// nothing.
    bool fail(std::int64_t delivery_id, bool probe, async::SteadyTime now);
    /// Whether it is known that some deliveries get through and others do not.
    bool is_selective(async::SteadyTime now) const { return now < selective_until_; }
    /// No attempt before this instant, although the circuit is closed; in the past mostly.
    async::SteadyTime paced_until() const { return paced_until_; }
    /// A probe was answered "not now": neither alive nor ailing, but the next probe waits longer.
    void defer(async::SteadyTime now);
    /// The endpoint answered this delivery. True when that closed the circuit.
    bool succeed(std::int64_t delivery_id, async::SteadyTime now);
    /// Closed by command: nothing that was learned counts.
    void reset();

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
    using Ids = std::vector<std::int64_t>;
    Ids failed_;       ///< since the last success; bounded
    Ids outstripped_;  ///< failed before it
    async::SteadyTime last_success_ = async::SteadyTime::min();
    async::SteadyTime selective_until_ = async::SteadyTime::min();
    async::SteadyTime paced_until_ = async::SteadyTime::min();
};

}  // namespace webhookd::delivery
