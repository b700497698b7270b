#pragma once
// The state file (P7): one SQLite database that holds snapshots, events, deliveries and the sync log. Exactly
// one connection writes and checkpoints, on its own thread; what waits together is committed together (group
// commit), and nobody hears "stored" before the fsync. Everything else reads through read-only connections
// (F-34, CONTRIBUTING.md 5).

#include <concepts>
#include <exception>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "webhookd/store/errors.hpp"
#include "webhookd/store/recipients.hpp"
#include "webhookd/store/settings.hpp"
#include "webhookd/store/tables.hpp"
#include "webhookd/store/writer.hpp"

namespace webhookd::store {

/// Open the file for the daemon. Used on the thread of the io_context; must be closed before it is destroyed.
class Store
{
  public:
    /// Locks, opens, migrates. Throws OpenError when another process holds the file, its schema is newer, it
    /// is damaged or not ours, it cannot be written, or it belongs to another OpenBoxes. A file that is
    /// refused is left as it was. `writer_executor`: where commits run, `reader_executor` (default: the
    /// same): where read_aside() does; production gives each a thread of its own, tests their io_context.
    Store(const StoreSettings& settings, asio::any_io_executor writer_executor,
          asio::any_io_executor reader_executor = {});
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Runs `work(Tables&)` in the next group commit, and resumes the caller after the COMMIT. Either
    /// everything `work` wrote is durable and its result is returned, or nothing is and the error says why;
    /// when `work` throws, that is WriteError::Kind::refused (or what SQLite reported). `work` runs on the
    /// writer's thread: it takes what it needs by value and must not block. It runs once more when another of
    /// its group was refused, so it changes nothing but the tables. A caller that is cancelled while it waits
    /// still gets the result.
    template <class Work>
        requires std::invocable<const Work&, Tables&>
    asio::awaitable<std::expected<std::invoke_result_t<Work&, Tables&>, WriteError>> write(Work work)
    {
        return writer_.submit(std::move(work), Grouping::shared);
    }

    /// As write(), for what may be lost when the machine fails (not the program alone): a commit that holds
    /// nothing else does not wait for the disk. The next one that does takes it along, so the file is never
    /// without something older than what it has (F-37).
    template <class Work>
        requires std::invocable<const Work&, Tables&>
    asio::awaitable<std::expected<std::invoke_result_t<Work&, Tables&>, WriteError>> write_relaxed(Work work)
    {
        return writer_.submit(std::move(work), Grouping::relaxed);
    }

    /// As write(), but `work` runs outside of any transaction, between two commits: for what SQLite refuses
    /// within one (the steps of a backup).
    template <class Work>
    asio::awaitable<std::expected<std::invoke_result_t<Work&, Tables&>, WriteError>> between_commits(
        Work work)
    {
        return writer_.submit(std::move(work), Grouping::alone);
    }

    /// Runs `work(Tables&)` over a further read-only connection, on its own executor, one at a time: for
    /// reads that somebody may make long or many, and that must not keep the io_context from its work. `work`
    /// takes what it needs by value; what it throws, the caller hears. Cancelling the caller does not shorten
    /// the wait.
    template <class Work>
        requires std::invocable<Work&, Tables&>
    asio::awaitable<std::invoke_result_t<Work&, Tables&>> read_aside(Work work)
    {
        using Outcome = std::expected<std::invoke_result_t<Work&, Tables&>, std::exception_ptr>;
        auto begin = [this](auto handler, Work queued) {
            auto caller = asio::make_work_guard(asio::get_associated_executor(handler));
            asio::post(reader_executor_, [this, caller = std::move(caller), handler = std::move(handler),
                                          work = std::move(queued)]() mutable {
                Outcome outcome;
                try {
                    outcome = work(*aside_);
                } catch (...) {
                    outcome = std::unexpected(std::current_exception());
                }
                auto end = [outcome = std::move(outcome), handler = std::move(handler)]() mutable {
                    std::move(handler)(std::move(outcome));
                };
                asio::post(caller.get_executor(), std::move(end));
            });
        };
        auto outcome = co_await asio::async_initiate<const asio::deferred_t&, void(Outcome)>(
            begin, asio::deferred, std::move(work));
        if (!outcome) std::rethrow_exception(outcome.error());
        co_return std::move(*outcome);
    }

    /// Read-only tables for the io_context thread. Reads are short and synchronous; cursors do not survive a
    /// co_await. They throw sqlite::Error when the file is damaged.
    Tables& read() { return *reader_; }

    /// Who gets the events that are stored from now on: the one list that polls and lanes take when they make
    /// a write, as a part of it. Nobody at first.
    void set_recipients(std::vector<Recipient> recipients);
    const Audience& audience() const { return audience_; }

    /// True while the last commit failed (full disk, read-only, I/O error): degraded, retried by whoever
    /// writes next (F-38).
    bool degraded() const { return writer_.degraded(); }

    /// What is wrong with the file and what to do, once a read or a write met damage: nothing is written from
    /// then on. Null while nobody has met any. Any thread.
    std::optional<std::string> damage() const;

    /// What the log should say about the file as it was found; null when there is nothing to say.
    const std::optional<std::string>& warning() const { return warning_; }

    /// Waits for queued writes, checkpoints, closes. Call once, last: nobody reads any more, and a later
    /// write() gets WriteError::Kind::closed.
    asio::awaitable<void> close();

  private:
    class Lock;

    std::unique_ptr<Lock> lock_;
    std::optional<std::string> warning_;
    std::shared_ptr<Damage> damage_;
    Writer writer_;
    std::unique_ptr<Tables> reader_;
    asio::any_io_executor reader_executor_;
    std::unique_ptr<Tables> aside_;  ///< used there
    Audience audience_;
};

/// The state file of a daemon that may or may not be running, for commands that only read. Takes no lock and
/// changes nothing in the file. Throws OpenError.
std::unique_ptr<Tables> open_read_only(const std::string& path);

}  // namespace webhookd::store
