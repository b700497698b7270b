// A flag for each who waits, listed under the delivery for as long as the wait lasts.

#include "control/attempt_watch.hpp"

namespace webhookd::control {

namespace {

/// An entry of a map for as long as this lives.
template <class Map>
class Entry
{
  public:
    Entry(Map& map, typename Map::value_type value) : map_(map), place_(map.insert(std::move(value))) {}
    ~Entry() { map_.erase(place_); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

  private:
    Map& map_;
    typename Map::iterator place_;
};

}  // namespace

void AttemptWatch::notify(std::int64_t delivery_id)
{
    const auto [begin, end] = waiting_.equal_range(delivery_id);
    for (auto entry = begin; entry != end; ++entry)
        entry->second->notify();
}

asio::awaitable<void> AttemptWatch::wait_until(std::int64_t delivery_id, async::Clock& clock,
                                               async::SteadyTime deadline)
{
    const auto executor = co_await asio::this_coro::executor;
    async::SignalFlag flag(executor);
    const Entry entry(waiting_, {delivery_id, &flag});
    co_await flag.wait_until(clock, deadline);
}

}  // namespace webhookd::control
