#pragma once
// The inside of a lane: what its loop and its workers share. A worker performs attempts one after another as
// long as the gate lets it and something is due, so a busy lane spawns nothing per delivery and an idle one
// holds no coroutine but its loop, and no timer. Once the answer is there another worker may send: the
// endpoint does not wait for our disk.

#include <memory>
#include <optional>
#include <string>

#include "delivery/gate.hpp"
#include "delivery/recording.hpp"
#include "delivery/window.hpp"
#include "webhookd/async/signal_flag.hpp"
#include "webhookd/async/task_group.hpp"
#include "webhookd/delivery/lane.hpp"

namespace webhookd::delivery {

struct Lane::State
{
    State(const asio::any_io_executor& executor, store::Store& the_store, async::Clock& the_clock,
          async::Random& the_random, async::Resolver& resolver, Listener& the_listener,
          LaneSettings the_settings, store::SubscriberRecord row);

    /// A delivery in flight.
    struct Job
    {
        store::DueDelivery delivery;
        bool probe = false;
    };

    /// What an attempt's end means, ready to be stored and then told.
    struct Conclusion
    {
        Recording recording;
        bool row_changed = false;
    };

    class Command;  ///< keeps the lane alive while pause() or resume() is being stored

    bool is_held() const { return row.state == store::LaneState::held || !settings.enabled; }
    bool is_over() const { return broken || (draining && workers == 0 && commands == 0); }

    void load_row();
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

    asio::awaitable<void> work(Job job);
    /// False when nothing can have become due by it.
    asio::awaitable<bool> attempt(Job& job);
    std::shared_ptr<Conclusion> conclude(Job& job, http::Outcome outcome, core::Timestamp started_at,
                                         async::SteadyTime started);
    asio::awaitable<Written> save(std::shared_ptr<Conclusion> conclusion);
    void announce(const Job& job, const Recording& recording, const Written& written);

    /// Stores the row after a command changed it; the lane does not end meanwhile.
    asio::awaitable<void> save_row(std::vector<std::int64_t> hastened);
    void put_off(std::int64_t delivery_id);
    core::Timestamp to_wall(async::SteadyTime instant) const;

    store::Store& store;
    async::Clock& clock;
    async::Random& random;
    Listener& listener;
    const LaneSettings settings;
    const http::Headers headers;  ///< those that never change
    store::SubscriberRecord row;
    Gate gate;
    Window window;
    http::Client client;
    std::vector<std::int64_t> put_off_deliveries;  ///< by the outage that lasts; due at once when it ends
    std::size_t workers = 0;
    std::size_t in_flight = 0;   ///< workers that wait for an answer; the others record theirs
    std::size_t commands = 0;    ///< pause() and resume() that are being stored
    std::size_t unrecorded = 0;  ///< workers that cannot record their attempt
    std::string trouble;
    bool draining = false;
    bool stopping = false;  ///< cancelled, or the loop failed
    bool broken = false;    ///< a worker ended with an exception
    async::SignalFlag flag;
    async::TaskGroup group;
};

}  // namespace webhookd::delivery
