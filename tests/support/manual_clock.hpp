#pragma once
// Time that stands still until a test moves it: no test sleeps, and every run is the same. The steady and the
// wall clock move together; set_now() steps the wall clock alone, as NTP does (F-16). One thread, that of the
// io_context.

#include <list>
#include <memory>
#include <optional>

#include <boost/asio/steady_timer.hpp>

#include "webhookd/async/clock.hpp"

namespace webhookd::test {

class ManualClock final : public async::Clock
{
  public:
    /// 2026-06-02T10:00:00Z unless told otherwise.
    explicit ManualClock(core::Timestamp start = core::Timestamp(std::chrono::seconds(1'780'394'400)));
    ManualClock(const ManualClock&) = delete;
    ManualClock& operator=(const ManualClock&) = delete;
    ~ManualClock() override = default;

    core::Timestamp now() const override { return now_; }
    async::SteadyTime steady() const override { return steady_; }
    asio::awaitable<void> sleep_until(async::SteadyTime until) override;

    /// Moves both clocks, then wakes every sleeper that is due, in the order of their deadlines (equal ones
    /// in the order in which they went to sleep). They run when the io_context runs next, and all see the new
    /// time.
    void advance(std::chrono::milliseconds step);

    /// Moves to the earliest deadline and wakes who is due then; false when nobody sleeps.
    bool advance_to_next();

    /// Moves the wall clock only.
    void set_now(core::Timestamp now) { now_ = now; }

    std::size_t sleepers() const { return waits_->sleepers.size(); }
    std::optional<async::SteadyTime> next_deadline() const;

    /// Returns once at least `count` coroutines sleep: the program has reached its wait, the test may move
    /// the clock.
    asio::awaitable<void> until_sleepers(std::size_t count);

  private:
    struct Sleeper
    {
        Sleeper(const asio::any_io_executor& executor, async::SteadyTime deadline)
            : until(deadline), timer(executor, async::SteadyTime::max())
        {
        }
        async::SteadyTime until;
        asio::steady_timer timer;  // never expires by itself; cancelled to wake
        bool due = false;
    };
    struct Watcher
    {
        Watcher(const asio::any_io_executor& executor, std::size_t wanted)
            : count(wanted), timer(executor, async::SteadyTime::max())
        {
        }
        std::size_t count;
        asio::steady_timer timer;
    };
    // Shared with the suspended coroutines, which a failing test destroys after the clock.
    struct Waits
    {
        std::list<std::shared_ptr<Sleeper>> sleepers;  // by deadline
        std::list<std::shared_ptr<Watcher>> watchers;
    };

    void wake_due();

    core::Timestamp now_;
    async::SteadyTime steady_;
    std::shared_ptr<Waits> waits_ = std::make_shared<Waits>();
};

}  // namespace webhookd::test
