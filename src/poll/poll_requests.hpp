#pragma once
// Polls of one stream that somebody asked for. They are done by the stream's own loop, so that there are
// never two scans of one stream at a time (F-45); who asks during a poll waits for the next one, which sees
// what is there now.

#include <memory>
#include <optional>
#include <vector>

#include "webhookd/async/signal_flag.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::poll {

class PollRequests
{
    struct Waiting;

  public:
    explicit PollRequests(const asio::any_io_executor& executor) : executor_(executor), asked_(executor) {}

    /// Waits for a poll that begins after now; its sync log row, or null when the stream is polled no more.
    asio::awaitable<std::optional<store::PollRecord>> ask();

    /// Returns at `due`, or as soon as somebody asks or wake() is called.
    asio::awaitable<void> wait_until(async::Clock& clock, async::SteadyTime due);
    void wake() { asked_.notify(); }
    bool empty() const { return waiting_.empty(); }

    /// Those whose request the poll that begins now fulfils. Who got no answer when this goes, gets null.
    class Taken
    {
      public:
        explicit Taken(std::vector<std::shared_ptr<Waiting>> waiting) : waiting_(std::move(waiting)) {}
        ~Taken();
        Taken(const Taken&) = delete;
        Taken& operator=(const Taken&) = delete;

        void answer(const store::PollRecord& poll);

      private:
        std::vector<std::shared_ptr<Waiting>> waiting_;
    };
    Taken take() { return Taken(std::exchange(waiting_, {})); }

  private:
    struct Waiting
    {
        explicit Waiting(const asio::any_io_executor& executor) : ended(executor) {}
        async::SignalFlag ended;
        std::optional<store::PollRecord> poll;
    };

    asio::any_io_executor executor_;
    async::SignalFlag asked_;
    std::vector<std::shared_ptr<Waiting>> waiting_;
};

}  // namespace webhookd::poll
