#pragma once
// May another attempt start now? Circuit, throttle, rate limit, ramp and max_in_flight answered as one
// question, so that the lane's loop has one. Pure: decide and note, no clock, no I/O.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "delivery/circuit.hpp"
#include "delivery/limits.hpp"
#include "webhookd/core/settings.hpp"
#include "webhookd/delivery/result.hpp"

namespace webhookd::delivery {

struct GateSettings
{
    std::size_t max_in_flight = 8;
    core::RateLimit rate_limit{};
    core::Duration probe_interval_max{60'000};
};

/// What the gate says; with `closed`, when to ask again (null: after one in flight has finished).
struct Permit
{
    enum class Kind
    {
        closed,
        attempt,
        probe
    };

    Kind kind = Kind::closed;
    std::optional<async::SteadyTime> opens_at;
};

class Gate
{
  public:
    explicit Gate(const GateSettings& settings);

    Permit permit(async::SteadyTime now, std::size_t in_flight) const;

    /// An attempt begins.
    void started(async::SteadyTime now) { rate_.record(now); }

    struct Change
    {
        bool opened = false;  ///< the circuit
        bool closed = false;
    };
    /// None was made, for want of something on this machine: no reason to think ill of the endpoint.
    void wait_until(async::SteadyTime instant) { throttle_.wait_until(instant); }

    /// An attempt of this delivery has ended.
    Change finished(const Result& result, std::int64_t delivery_id, bool probe, async::SteadyTime now);

    bool is_probing() const { return circuit_.is_open(); }
    /// Some deliveries get through and others do not.
    bool is_selective(async::SteadyTime now) const { return circuit_.is_selective(now); }
    /// The endpoint's own wish: earliest instant of the next attempt.
    async::SteadyTime throttled_until() const { return throttle_.until(); }
    /// Throttle or next probe; in the past when neither holds.
    async::SteadyTime paused_until() const;

    /// A restart during an outage: probe first.
    void start_probing(async::SteadyTime now) { circuit_.reopen(now); }
    /// Released by command: closed circuit, from one in flight upwards; a pause that was asked for still
    /// holds.
    void start_over();
    /// Goes on where the gate of an earlier lane to the same endpoint stopped: changing a setting is no
    /// reason to forget such a pause, an outage, or how much of the rate limit was used.
    void take_over(const Gate& earlier, async::SteadyTime now);

  private:
    std::size_t max_in_flight_;
    std::size_t ramp_;  ///< how many may be in flight: all, or fewer after a recovery (1, 2, 4, …)
    Circuit circuit_;
    Throttle throttle_;
    RateLimiter rate_;
};

}  // namespace webhookd::delivery
