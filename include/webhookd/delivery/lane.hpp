#pragma once
// A lane: one subscriber's queue and everything that protects the subscriber from us and the others from it:
// a window of due deliveries, limits, order, retries, a circuit breaker (architecture.md 2 "Lanes", P1, P4,
// P5).

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "webhookd/async/clock.hpp"
#include "webhookd/async/random.hpp"
#include "webhookd/core/retry.hpp"
#include "webhookd/delivery/destination.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::delivery {

struct LaneSettings
{
    std::int64_t subscriber_id = 0;
    std::string name;
    bool enabled = true;  ///< false: as held, events queue
    core::RetrySchedule retry;
    std::size_t max_in_flight = 8;
    std::size_t rate_count = 0;  ///< at most this many attempts per rate_per; 0: no limit
    core::Duration rate_per{1000};
    core::Duration probe_interval_max{60'000};
    core::Duration hold_after{5LL * 86'400'000};
};

/// A lane as `status` shows it, without what is counted in the store.
struct LaneStatus
{
    std::string name;
    store::LaneState state = store::LaneState::healthy;
    std::string reason;
    std::size_t in_flight = 0;
    std::optional<core::Timestamp> paused_until;  ///< as it asked, or the next probe
    std::string
        trouble;  ///< of this machine: why finished attempts cannot be recorded (disk full), or nothing sent
};

/// What the lanes tell the rest of the program (log, metrics, the other lanes); called on the io_context
/// thread.
struct Listener
{
    virtual ~Listener() = default;
    /// `delivery` as it was before the attempt, without its body.
    virtual void on_attempt(const LaneSettings& lane, const store::DueDelivery& delivery,
                            const store::AttemptRecord& attempt) = 0;
    virtual void on_lane_state(const LaneSettings& lane, store::LaneState before,
                               const store::SubscriberRecord& now) = 0;
    /// `delivery` comes without its body.
    virtual void on_dead(const LaneSettings& lane, const store::DueDelivery& delivery,
                         const std::string& reason) = 0;
    /// Operational events for these subscribers were committed.
    virtual void on_events(std::span<const std::int64_t> subscriber_ids) = 0;
};

class Lane
{
  public:
    /// Everything passed by reference outlives the lane.
    Lane(const asio::any_io_executor& executor, store::Store& store, async::Clock& clock,
         async::Random& random, Listener& listener, LaneSettings settings,
         std::unique_ptr<Destination> destination);
    ~Lane();

    /// What an ended lane of the same subscriber has learned about the endpoint, if it is still the same.
    /// Before run().
    void take_over(const Lane& earlier);

    /// Sends until drain() or cancellation; joins its attempts before it returns. Cancelled attempts are not
    /// recorded: they stay pending. Call once.
    asio::awaitable<void> run();

    /// New work may be due, or a pause may have ended: look at the store.
    void wake();

    /// Starts no further attempt; run() returns once those in flight are recorded.
    void drain();

    /// Held by command (nothing is dropped), and released: what the outage put off is due at once, from one
    /// in flight upwards; a pause that it asked for still holds. Both act at once, return when stored, and
    /// throw std::runtime_error when that failed.
    asio::awaitable<void> pause(std::string reason);
    asio::awaitable<void> resume();

    LaneStatus status() const;
    const LaneSettings& settings() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace webhookd::delivery
