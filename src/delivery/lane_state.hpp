#pragma once
// The inside of a lane: what its loop, its workers and what records their attempts share. A worker performs
// attempts one after another as long as the gate lets it and something is due, and does not wait for our
// disk: what ended in one turn of the event loop is recorded together. So a busy lane spawns nothing per
// delivery, and an idle one holds no coroutine but its loop, and no timer.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/gate.hpp"
#include "delivery/recording.hpp"
#include "delivery/window.hpp"
#include "webhookd/async/signal_flag.hpp"
#include "webhookd/async/task_group.hpp"
#include "webhookd/async/wall_clock_steps.hpp"
#include "webhookd/delivery/lane.hpp"

namespace webhookd::delivery {

struct Lane::State
{
    State(const asio::any_io_executor& executor, store::Store& the_store, async::Clock& the_clock,
          async::Random& the_random, Listener& the_listener, LaneSettings the_settings,
          std::unique_ptr<Destination> the_destination);

    /// A delivery in flight.
    struct Job
    {
        store::DueDelivery delivery;
        bool probe = false;
    };

    /// What an attempt's end means, ready to be stored and then told.
    struct Conclusion
    {
        store::DueDelivery delivery;
        Recording recording;
    };
    using Conclusions = std::vector<Conclusion>;

    class Command;  ///< keeps the lane alive while pause() or resume() is being stored

    bool is_held() const { return row.state == store::LaneState::held || !settings.enabled; }
    bool is_over() const { return broken || (draining && in_flight == 0 && to_record == 0 && commands == 0); }

    void load_row();
    /// Has everything wait as long as it was meant to, although the wall clock was set back by this.
    asio::awaitable<void> put_clock_back(core::Duration back);
    /// Looks for work and waits, until drained.
    asio::awaitable<void> loop();
    /// Whether the lane itself lets anything go out; the gate speaks for the endpoint.
    bool may_send() const;
    /// The next delivery, if the gate is open and one is due.
    std::optional<Job> take();
    /// Starts workers while there is something to take.
    void start_workers();
    /// When the loop must look again although nobody woke it; null: only then.
    std::optional<async::SteadyTime> next_look();

    /// Runs `task`; when it fails the lane is broken.
    void spawn(asio::awaitable<void> task);
    asio::awaitable<void> guard(asio::awaitable<void> task);

    asio::awaitable<void> work(Job job);
    void give_back(const Job& job, std::string_view reason);
    Conclusion conclude(Job job, Result result, core::Timestamp started_at, async::SteadyTime started);
    /// Recorded with what else ends in this turn of the event loop.
    void store_later(Conclusion conclusion);
    asio::awaitable<void> record();
    asio::awaitable<std::vector<Written>> save(std::shared_ptr<Conclusions> conclusions);
    void announce(const Conclusion& conclusion, const Written& written);

    /// Stores the row after a command changed it; the lane does not end meanwhile.
    asio::awaitable<void> save_row(std::vector<std::int64_t> hastened);
    void put_off(std::int64_t delivery_id);
    core::Timestamp to_wall(async::SteadyTime instant) const;

    store::Store& store;
    async::Clock& clock;
    async::Random& random;
    Listener& listener;
    const LaneSettings settings;
    const std::unique_ptr<Destination> destination;
    store::SubscriberRecord row;
    Gate gate;
    Window window;
    async::WallClockSteps steps;
    std::vector<std::int64_t> put_off_deliveries;  ///< by the outage that lasts; due at once when it ends
    std::size_t in_flight = 0;                     ///< workers, each of which waits for an answer
    Conclusions concluded;                         ///< in this turn of the event loop
    std::size_t to_record = 0;                     ///< attempts that ended and are not stored yet
    std::size_t commands = 0;                      ///< pause() and resume() that are being stored
    std::size_t blocked = 0;  ///< writes of attempts that the disk refuses: nothing new is sent meanwhile
    std::string trouble;
    bool draining = false;
    bool stopping = false;  ///< cancelled, or the loop failed
    bool broken = false;    ///< a task ended with an exception
    asio::any_io_executor executor;
    async::SignalFlag flag;
    async::TaskGroup group;
};

}  // namespace webhookd::delivery
