#pragma once
// The one writing connection and its group commit (CONTRIBUTING.md 5). submit() queues a function; whatever
// waits together runs in one BEGIN IMMEDIATE … COMMIT, where a function that fails undoes nobody else's, and
// every caller resumes on its own executor after the COMMIT. It alone checkpoints (F-34): after a commit,
// when the WAL has grown, and when it closes.

#include <expected>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include "webhookd/async/asio.hpp"
#include "webhookd/store/errors.hpp"
#include "webhookd/store/settings.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::store {

class Damage;

enum class Grouping
{
    shared,   ///< a transaction with others
    relaxed,  ///< the same; a commit of nothing else does not wait for the disk
    alone     ///< between two transactions and outside of any
};

/// On the writer's executor: run(), perhaps fail() after it, then release(); at last resume() on caller().
class Job
{
  public:
    virtual ~Job() = default;
    virtual Grouping grouping() const = 0;
    /// May throw; then nothing of it is kept and fail() follows.
    virtual void run(Tables& tables) = 0;
    virtual void fail(const WriteError& error) = 0;
    /// Lets go of what the work had captured.
    virtual void release() = 0;
    virtual asio::any_io_executor caller() const = 0;
    /// Hands the outcome to the caller.
    virtual void resume() = 0;
};

/// A queued write together with the coroutine that waits for it.
template <class Work, class Handler>
class Submission final : public Job
{
  public:
    using Value = std::invoke_result_t<Work&, Tables&>;
    using Outcome = std::expected<Value, WriteError>;

    Submission(Work work, Handler handler, Grouping grouping)
        : grouping_(grouping),
          work_(std::move(work)),
          handler_(std::move(handler)),
          caller_(asio::get_associated_executor(handler_))
    {
    }

    Grouping grouping() const override { return grouping_; }

    void run(Tables& tables) override
    {
        if constexpr (std::is_void_v<Value>) {
            (*work_)(tables);
            outcome_.emplace();
        } else {
            outcome_.emplace((*work_)(tables));
        }
    }

    void fail(const WriteError& error) override { outcome_.emplace(std::unexpect, error); }

    void release() override { work_.reset(); }

    asio::any_io_executor caller() const override { return caller_.get_executor(); }

    void resume() override { std::move(handler_)(std::move(*outcome_)); }

  private:
    Grouping grouping_;
    std::optional<Work> work_;
    Handler handler_;
    /// Keeps the caller's io_context running while its write is on another thread.
    asio::executor_work_guard<asio::associated_executor_t<Handler>> caller_;
    std::optional<Outcome> outcome_;
};

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
