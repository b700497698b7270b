// A coroutine per subscriber's name runs its lane, and after it the one that replaced it. The first lane that
// breaks ends them all.

#include "webhookd/delivery/dispatcher.hpp"

#include <exception>
#include <map>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include <boost/system/system_error.hpp>

#include "delivery/lane.hpp"

namespace webhookd::delivery {

struct Dispatcher::State
{
    /// The place of one name: its lane now, and the one that follows when it was replaced.
    struct Entry
    {
        std::unique_ptr<Lane> lane;
        std::unique_ptr<Lane> successor;
        bool removed = false;
    };

    State(const asio::any_io_executor& the_executor, store::Store& the_store, async::Clock& the_clock,
          async::Random& the_random, Listener& the_listener)
        : executor(the_executor),
          store(the_store),
          clock(the_clock),
          random(the_random),
          listener(the_listener),
          flag(executor),
          group(executor)
    {
    }

    void start(Entry& entry, std::string name)
    {
        by_id[entry.lane->settings().subscriber_id] = &entry;
        if (running) group.spawn(serve(entry, std::move(name)));
    }

    /// A configured subscriber has a lane, but for the moment in which a reload replaces it.
    Lane& lane_of(const std::string& name)
    {
        const auto found = entries.find(name);
        if (found != entries.end()) return *found->second.lane;
        throw std::runtime_error(fmt::format("subscriber '{}' is being set up; try again", name));
    }

    asio::awaitable<void> serve(Entry& entry, std::string name);
    asio::awaitable<void> run_lanes(Entry& entry);

    asio::any_io_executor executor;
    store::Store& store;
    async::Clock& clock;
    async::Random& random;
    Listener& listener;
    std::map<std::string, Entry> entries;
    std::unordered_map<std::int64_t, Entry*> by_id;
    bool running = false;
    bool draining = false;
    bool broken = false;
    async::SignalFlag flag;
    async::TaskGroup group;
};

/// Lane after lane of one name, until it is removed or all are drained.
asio::awaitable<void> Dispatcher::State::run_lanes(Entry& entry)
{
    for (;;) {
        if (draining) entry.lane->drain();
        co_await entry.lane->run();
        if (entry.removed || !entry.successor) co_return;
        by_id.erase(entry.lane->settings().subscriber_id);
        entry.successor->take_over(*entry.lane);
        entry.lane = std::move(entry.successor);
        by_id[entry.lane->settings().subscriber_id] = &entry;
    }
}

asio::awaitable<void> Dispatcher::State::serve(Entry& entry, std::string name)
{
    std::exception_ptr failure;
    try {
        co_await run_lanes(entry);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        broken = true;
        flag.notify();
        std::rethrow_exception(failure);
    }
    if (!entry.removed) co_return;
    by_id.erase(entry.lane->settings().subscriber_id);
    entries.erase(name);
}

Dispatcher::Dispatcher(const asio::any_io_executor& executor, store::Store& store, async::Clock& clock,
                       async::Random& random, Listener& listener)
    : state_(std::make_unique<State>(executor, store, clock, random, listener))
{
}

Dispatcher::~Dispatcher() = default;

void Dispatcher::put(LaneSettings settings, std::unique_ptr<Destination> destination)
{
    auto name = settings.name;
    auto lane = std::make_unique<Lane>(state_->executor, state_->store, state_->clock, state_->random,
                                       state_->listener, std::move(settings), std::move(destination));
    auto& entry = state_->entries[name];
    if (entry.lane && state_->running) {
        entry.removed = false;
        entry.successor = std::move(lane);
        entry.lane->drain();
        return;
    }
    entry.lane = std::move(lane);
    state_->start(entry, std::move(name));
}

void Dispatcher::remove(const std::string& name)
{
    const auto found = state_->entries.find(name);
    if (found == state_->entries.end()) return;
    auto& entry = found->second;
    if (state_->running) {
        entry.removed = true;
        entry.lane->drain();
        return;
    }
    state_->by_id.erase(entry.lane->settings().subscriber_id);
    state_->entries.erase(found);
}

asio::awaitable<void> Dispatcher::run()
{
    auto& state = *state_;
    state.running = true;
    for (auto& [name, entry] : state.entries)
        state.group.spawn(state.serve(entry, name));
    bool cancelled = false;
    while (!state.draining && !state.broken && !cancelled) {
        try {
            co_await state.flag.wait();
        } catch (const boost::system::system_error&) {
            cancelled = true;
        }
    }
    if (cancelled) state.group.cancel();
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await state.group.join();
}

void Dispatcher::drain()
{
    state_->draining = true;
    for (auto& [name, entry] : state_->entries)
        entry.lane->drain();
    state_->flag.notify();
}

void Dispatcher::wake(std::span<const std::int64_t> subscriber_ids)
{
    for (const auto id : subscriber_ids) {
        const auto found = state_->by_id.find(id);
        if (found != state_->by_id.end()) found->second->lane->wake();
    }
}

void Dispatcher::wake_all()
{
    for (auto& [name, entry] : state_->entries)
        entry.lane->wake();
}

asio::awaitable<void> Dispatcher::pause(const std::string& name, std::string reason)
{
    return state_->lane_of(name).pause(std::move(reason));
}

asio::awaitable<void> Dispatcher::resume(const std::string& name)
{
    return state_->lane_of(name).resume();
}

std::vector<LaneStatus> Dispatcher::status() const
{
    std::vector<LaneStatus> result;
    result.reserve(state_->entries.size());
    for (const auto& [name, entry] : state_->entries)
        result.push_back(entry.lane->status());
    return result;
}

}  // namespace webhookd::delivery
