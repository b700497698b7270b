#pragma once
// A lane: one subscriber's queue and everything that protects the subscriber from us and the others from it:
// a window of due deliveries, limits, order, retries, a circuit breaker (architecture.md 2 "Lanes", P1, P4,
// P5).
//
// A worker performs attempts one after another as long as the gate lets it and something is due, and does not
// wait for our disk: what ended in one turn of the event loop is recorded together. So a busy lane spawns
// nothing per delivery, and an idle one holds no coroutine but its loop, and no timer.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/gate.hpp"
#include "delivery/recording.hpp"
#include "delivery/window.hpp"
#include "webhookd/async/clock.hpp"
#include "webhookd/async/random.hpp"
#include "webhookd/async/signal_flag.hpp"
#include "webhookd/async/task_group.hpp"
#include "webhookd/delivery/destination.hpp"
#include "webhookd/delivery/lane_settings.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::delivery {

class Lane
{
  public:
    /// Everything passed by reference outlives the lane.
    Lane(const asio::any_io_executor& executor, store::Store& store, async::Clock& clock,
         async::Random& random, Listener& listener, LaneSettings settings,
         std::unique_ptr<Destination> destination);

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

    /// Held by command, and released, as Dispatcher::pause() and resume() promise.
    asio::awaitable<void> pause(std::string reason);
    asio::awaitable<void> resume();

    LaneStatus status() const;
    const LaneSettings& settings() const { return settings_; }

  private:
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

    bool is_held() const { return row_.state == store::LaneState::held || !settings_.enabled; }
    bool is_over() const
    {
        return broken_ || (draining_ && in_flight_ == 0 && to_record_ == 0 && commands_ == 0);
    }

    /// Looks for work and waits, until drained.
    asio::awaitable<void> loop();
    void load_row();
    /// Has everything wait as long as it was meant to, although the wall clock was set back by this.
    asio::awaitable<void> put_clock_back(core::Duration back);
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

    /// Sends, decides, and goes on with what is due next.
    asio::awaitable<void> work(Job job);
    /// Nothing could be sent, for a reason of this machine.
    void give_back(const Job& job, std::string_view reason);
    Conclusion conclude(Job job, Result result, core::Timestamp started_at, async::SteadyTime started);
    void put_off(std::int64_t delivery_id);
    /// Recorded with what else ends in this turn of the event loop.
    void store_later(Conclusion conclusion);
    asio::awaitable<void> record();
    asio::awaitable<std::vector<Written>> save(std::shared_ptr<Conclusions> conclusions);
    void announce(const Conclusion& conclusion, const Written& written);

    /// Stores the row after a command changed it; the lane does not end meanwhile.
    asio::awaitable<void> save_row(std::vector<std::int64_t> hastened);
    core::Timestamp to_wall(async::SteadyTime instant) const;

    asio::any_io_executor executor_;
    store::Store& store_;
    async::Clock& clock_;
    async::Random& random_;
    Listener& listener_;
    const LaneSettings settings_;
    std::unique_ptr<Destination> destination_;  ///< null once run() is over
    const std::string address_;
    store::SubscriberRecord row_;
    Gate gate_;
    Window window_;
    async::WallClockSteps steps_;
    std::vector<std::int64_t> put_off_;  ///< by the outage that lasts; due at once when it ends
    std::size_t in_flight_ = 0;          ///< workers, each of which waits for an answer
    Conclusions concluded_;              ///< in this turn of the event loop
    std::size_t to_record_ = 0;          ///< attempts that ended and are not stored yet
    std::size_t commands_ = 0;           ///< pause() and resume() that are being stored
    std::size_t blocked_ = 0;  ///< writes of attempts that the disk refuses: nothing new is sent meanwhile
    std::string trouble_;
    bool draining_ = false;
    bool stopping_ = false;  ///< cancelled, or the loop failed
    bool broken_ = false;    ///< a task ended with an exception
    async::SignalFlag flag_;
    async::TaskGroup group_;
};

}  // namespace webhookd::delivery
