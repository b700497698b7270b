#pragma once
// All lanes: starts one per subscriber, wakes them when events were committed, drains them at the end.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "webhookd/async/clock.hpp"
#include "webhookd/async/random.hpp"
#include "webhookd/delivery/destination.hpp"
#include "webhookd/delivery/lane_settings.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::delivery {

class Dispatcher
{
  public:
    Dispatcher(const asio::any_io_executor& executor, store::Store& store, async::Clock& clock,
               async::Random& random, Listener& listener);
    ~Dispatcher();

    /// Adds a lane, or replaces the one of that name: its attempts in flight are finished under the old
    /// settings and recorded first, so no delivery is sent by both.
    void put(LaneSettings settings, std::unique_ptr<Destination> destination);
    /// Ends a lane; its deliveries stay in the store.
    void remove(const std::string& name);

    /// Runs all lanes until cancelled, or until drain() and every attempt in flight is recorded. The failure
    /// of a lane (a bug) ends it with the exception.
    asio::awaitable<void> run();
    void drain();

    /// Events for these subscribers were committed.
    void wake(std::span<const std::int64_t> subscriber_ids);

    /// The wall clock stepped: what every lane waits for may be due.
    void wake_all();

    /// Held by command (nothing is dropped), and released: what the outage put off is due at once, from one
    /// in flight upwards; a pause that the endpoint asked for still holds. Both act at once, return when
    /// stored, and throw std::runtime_error when that failed or when there is no such lane.
    asio::awaitable<void> pause(const std::string& name, std::string reason);
    asio::awaitable<void> resume(const std::string& name);

    std::vector<LaneStatus> status() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace webhookd::delivery
