#pragma once
// Polls every stream of one OpenBoxes server, each on its own schedule: due, scan, diff, one commit, wake the
// lanes (architecture.md 2). All on the io_context thread; only the commit runs on the writer's.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "webhookd/async/task_group.hpp"
#include "webhookd/core/polled.hpp"
#include "webhookd/core/settings.hpp"
#include "webhookd/openboxes/source.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::poll {

using core::PollerSettings;

/// What the poller tells the rest of the program (log, metrics, lanes); called on the io_context thread.
struct Listener
{
    virtual ~Listener() = default;
    /// A poll ended, well or not; its sync log row.
    virtual void on_poll(const store::PollRecord& poll) = 0;
    /// Something odd that is no failure: an unknown status word, a row without id (F-13, F-33).
    virtual void on_alarm(const std::string& stream, const std::string& alarm) = 0;
    /// The source stopped or began to answer (F-47).
    virtual void on_source(bool reachable, const std::string& reason) = 0;
    /// Events for these subscribers were committed.
    virtual void on_events(std::span<const std::int64_t> subscriber_ids) = 0;
};

using core::PolledFeed;
using core::PolledStream;

class Poller
{
  public:
    /// Everything passed by reference outlives the poller. Events go to the recipients of `store`.
    Poller(const asio::any_io_executor& executor, store::Store& store, openboxes::Client& client,
           async::Clock& clock, Listener& listener, PollerSettings settings);
    ~Poller();

    /// Polls until cancelled. A poll that is cancelled commits nothing.
    asio::awaitable<void> run();

    /// Ends every poll and returns once none is under way. A scan that was not complete commits nothing; what
    /// was handed to the store already is committed. run(), which must be running, polls no more until
    /// resume().
    asio::awaitable<void> pause();
    /// Polls again, by other settings. Snapshots stay, so what changed meanwhile is found and nothing is
    /// baselined anew, but for streams whose scope changed (F-18, F-12).
    void resume(PollerSettings settings);

    /// The wall clock stepped. Forward by long, the machine has slept, as far as anybody can tell: an
    /// interruption like one of the source, after which everything is read (F-47).
    void note_step(core::Duration step);

    /// The streams that are polled, by name; those that never were too.
    std::vector<PolledStream> streams() const;

    /// Empty when no feeds are to be used.
    std::vector<PolledFeed> feeds() const;

    /// Has run() poll this stream now, after the poll that may be under way, and whether or not the source is
    /// thought to be unreachable. Returns its sync log row; null when the stream is not polled (any more).
    asio::awaitable<std::optional<store::PollRecord>> poll_now(std::string name);

    /// Polls every stream now, one after the other, without waiting for its turn; for tests.
    asio::awaitable<void> poll_all_once();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace webhookd::poll
