#pragma once
// All lanes: starts one per subscriber, wakes them when events were committed, drains them at the end.

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "webhookd/async/task_group.hpp"
#include "webhookd/delivery/lane.hpp"

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

    Lane* find(const std::string& name);
    std::vector<LaneStatus> status() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace webhookd::delivery
