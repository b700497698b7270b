#pragma once
// The one writing connection and its group commit (CONTRIBUTING.md 5). submit() queues a function; whatever
// waits together runs in one BEGIN IMMEDIATE … COMMIT, where a function that fails undoes nobody else's, and
// every caller resumes on its own executor after the COMMIT. It alone checkpoints (F-34): after a commit,
// when the WAL has grown, and when it closes.

#include <expected>
#include <memory>
#include <type_traits>

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include "webhookd/async/asio.hpp"
#include "webhookd/store/commit.hpp"
#include "webhookd/store/submission.hpp"
#include "webhookd/store/tables.hpp"
#include "webhookd/store/write_error.hpp"

namespace webhookd::store {

class Damage;

class Writer
{
  public:
    /// `executor` runs one function at a time (a thread_pool(1), or an io_context of one thread).
    /// Once `damage` was found, nothing is written any more.
    Writer(std::unique_ptr<Tables> tables, asio::any_io_executor executor, CommitListener listener,
           std::shared_ptr<const Damage> damage);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// See Store::write() and Store::between_commits(). May be called on any thread. A write that was queued
    /// always happens or fails, and is always waited for: cancelling the caller does not shorten the wait, it
    /// shows at the caller's next co_await.
    template <class Work>
    asio::awaitable<std::expected<std::invoke_result_t<Work&, Tables&>, WriteError>> submit(Work work,
                                                                                            Grouping grouping)
    {
        using Outcome = std::expected<std::invoke_result_t<Work&, Tables&>, WriteError>;
        auto queue = [state = state_.get(), grouping](auto handler, Work queued) {
            enqueue(*state, std::make_unique<Submission<Work, decltype(handler)>>(
                                std::move(queued), std::move(handler), grouping));
        };
        auto outcome = co_await asio::async_initiate<const asio::deferred_t&, void(Outcome)>(
            queue, asio::deferred, std::move(work));
        co_return outcome;
    }

    /// True while the last commit or checkpoint failed for a cause outside of the program. Any thread.
    bool degraded() const;

    /// Refuses further writes, waits for the queued ones, checkpoints, closes the connection.
    asio::awaitable<void> close();

  private:
    struct State;
    static void enqueue(State& state, std::unique_ptr<Job> job);

    std::shared_ptr<State> state_;
};

}  // namespace webhookd::store
