// As many workers as attempts would be in flight, each recording one success after the other through
// delivery::write_recording().

#include "bench/limits/commit_load.hpp"

#include <limits>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "delivery/recording.hpp"
#include "webhookd/async/task_group.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::bench {

namespace {

delivery::Recording success(std::int64_t delivery_id, core::Timestamp now)
{
    delivery::Recording recording;
    recording.now = now;
    recording.fate.kind = delivery::Fate::Kind::delivered;
    recording.fate.attempts = 1;
    recording.attempt.delivery_id = delivery_id;
    recording.attempt.number = 1;
    recording.attempt.started_at = now;
    recording.attempt.outcome = "delivered";
    recording.attempt.status = 204;
    return recording;
}

class Recorder
{
  public:
    explicit Recorder(const CommitLoad& load)
        : store_({.path = load.path, .source = load.source}, writer_.get_executor()),
          workers_(io_.get_executor()),
          in_flight_(load.in_flight)
    {
        auto& tables = store_.read();
        const auto subscriber = tables.subscribers.find(load.subscriber);
        if (!subscriber) throw std::runtime_error("no subscriber " + load.subscriber);
        for (const auto& due : tables.deliveries.due(subscriber->id, core::Timestamp::max(),
                                                     std::numeric_limits<int>::max(), {}))
            waiting_.push_back(due.id);
    }

    Recorded run()
    {
        std::chrono::duration<double> taken{};
        auto ended = [](const std::exception_ptr& failure) {
            if (failure) std::rethrow_exception(failure);
        };
        asio::co_spawn(io_, record_everything(taken), ended);
        io_.run();
        return {waiting_.size(), taken};
    }

  private:
    asio::awaitable<void> record_everything(std::chrono::duration<double>& taken)
    {
        const auto began = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < in_flight_; ++i)
            workers_.spawn(work());
        co_await workers_.join();
        taken = std::chrono::steady_clock::now() - began;
        co_await store_.close();
    }

    asio::awaitable<void> work()
    {
        while (next_ < waiting_.size()) {
            const auto now = std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
            auto recording = std::make_shared<delivery::Recording>(success(waiting_[next_++], now));
            auto write = [recording, audience = store_.audience()](store::Tables& tables) {
                return delivery::write_recording(tables, *recording, audience);
            };
            const auto stored = co_await store_.write(write);
            if (!stored) throw std::runtime_error(stored.error().message);
        }
    }

    asio::io_context io_{1};
    asio::thread_pool writer_{1};
    store::Store store_;
    async::TaskGroup workers_;
    std::size_t in_flight_;
    std::vector<std::int64_t> waiting_;
    std::size_t next_ = 0;
};

}  // namespace

Recorded record_all(const CommitLoad& load)
{
    return Recorder(load).run();
}

}  // namespace webhookd::bench
