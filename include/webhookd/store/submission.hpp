#pragma once
// A queued write together with the coroutine that waits for it. Part of the Writer.

#include <concepts>
#include <expected>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include "webhookd/async/asio.hpp"
#include "webhookd/store/write_error.hpp"

namespace webhookd::store {

struct Tables;

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

}  // namespace webhookd::store
