// A queue under a mutex, and one drain() at a time on the executor: it takes a group, commits it, resumes the
// callers, checkpoints, and posts itself again while anything waits.

#include "webhookd/store/writer.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <deque>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>

#include "store/damage.hpp"
#include "store/group_commit.hpp"

namespace webhookd::store {

namespace {

/// Bounds how long the first of a group waits for the rest, and what one failing COMMIT takes with it.
constexpr std::size_t max_group = 512;
/// As SQLite's own automatic checkpoint: 4 MiB.
constexpr int checkpoint_frames = 1000;

using Group = std::vector<std::unique_ptr<Job>>;

/// Resumes every caller, those of one event loop together: each hand-over costs a lock and perhaps a wake-up.
void hand_back(Group group)
{
    for (const auto& job : group)
        job->release();
    for (auto begin = group.begin(); begin != group.end();) {
        const auto executor = (*begin)->caller();
        const auto end =
            std::find_if(begin, group.end(), [&](const auto& job) { return job->caller() != executor; });
        Group callers(std::make_move_iterator(begin), std::make_move_iterator(end));
        asio::post(executor, [callers = std::move(callers)] {
            for (const auto& job : callers)
                job->resume();
        });
        begin = end;
    }
}

void hand_back(std::unique_ptr<Job> job)
{
    Group alone;
    alone.push_back(std::move(job));
    hand_back(std::move(alone));
}

/// As the connection was opened with.
constexpr std::chrono::seconds busy_timeout{5};
/// The WAL is this long only after a huge transaction or behind a reader: give the space back when idle
/// (F-40).
constexpr int long_wal_frames = 8000;

}  // namespace

struct Writer::State : std::enable_shared_from_this<State>
{
    State(std::unique_ptr<Tables> opened, asio::any_io_executor runs_on, CommitListener tells,
          std::shared_ptr<const Damage> latch)
        : tables(std::move(opened)),
          executor(std::move(runs_on)),
          listener(std::move(tells)),
          damage(std::move(latch))
    {
    }

    void enqueue(std::unique_ptr<Job> job);
    void enqueue_closing(std::unique_ptr<Job> job);
    void start_draining();
    void drain();
    void commit(Group group);
    Group take_group();
    void checkpoint_if_due(bool idle);
    void finish();

    std::unique_ptr<Tables> tables;  ///< used by drain() only
    asio::any_io_executor executor;
    CommitListener listener;
    std::shared_ptr<const Damage> damage;
    std::atomic<bool> commit_failed = false;
    std::atomic<bool> checkpoint_failed = false;

    std::mutex mutex;  ///< guards the rest
    std::deque<std::unique_ptr<Job>> queue;
    std::unique_ptr<Job> closing;
    bool draining = false;
    bool closed = false;
};

void Writer::State::enqueue(std::unique_ptr<Job> job)
{
    {
        const std::scoped_lock lock(mutex);
        if (!closed) {
            queue.push_back(std::move(job));
            start_draining();
            return;
        }
    }
    job->fail({.kind = WriteError::Kind::closed, .message = "the state file is closed"});
    hand_back(std::move(job));
}

void Writer::State::enqueue_closing(std::unique_ptr<Job> job)
{
    const std::scoped_lock lock(mutex);
    assert(!closed && "close() is called once");
    closed = true;
    closing = std::move(job);
    start_draining();
}

void Writer::State::start_draining()
{
    if (std::exchange(draining, true)) return;
    asio::post(executor, [self = shared_from_this()] { self->drain(); });
}

Group Writer::State::take_group()
{
    Group group;
    const std::scoped_lock lock(mutex);
    while (!queue.empty() && group.size() < max_group) {
        const bool alone = queue.front()->grouping() == Grouping::alone;
        if (alone && !group.empty()) break;
        group.push_back(std::move(queue.front()));
        queue.pop_front();
        if (alone) break;
    }
    return group;
}

void Writer::State::commit(Group group)
{
    if (damage->found()) {
        for (const auto& job : group)
            job->fail({.kind = WriteError::Kind::damaged, .message = damage->text()});
        hand_back(std::move(group));
        return;
    }
    const auto began = std::chrono::steady_clock::now();
    const auto result = commit_group(*tables, group);
    const auto took = std::chrono::steady_clock::now() - began;
    const bool wrote = result != CommitResult::nothing_written;
    const bool failed = result == CommitResult::failed;
    if (wrote) commit_failed = failed;
    const auto writes = group.size();
    hand_back(std::move(group));
    if (wrote && listener) listener({.writes = writes, .took = took, .failed = failed});
}

void Writer::State::drain()
{
    auto group = take_group();
    if (!group.empty()) commit(std::move(group));

    std::unique_lock lock(mutex);
    const bool idle = queue.empty();
    lock.unlock();
    checkpoint_if_due(idle);  // after the callers were told: their writes are in the WAL already

    lock.lock();
    if (!queue.empty()) {
        asio::post(executor, [self = shared_from_this()] { self->drain(); });
        return;
    }
    draining = false;
    if (!closing) return;
    lock.unlock();
    finish();
}

void Writer::State::checkpoint_if_due(bool idle)
{
    auto& database = *tables->database;
    if (database.wal_frames() < checkpoint_frames) return;
    const bool shrink = idle && database.wal_frames() >= long_wal_frames;
    // A reader that pins the WAL must not hold up the writer: the next commit tries again (F-40).
    if (shrink) database.set_busy_timeout(std::chrono::milliseconds(0));
    try {
        database.checkpoint(shrink ? sqlite::Checkpoint::truncate : sqlite::Checkpoint::passive);
        checkpoint_failed = false;
    } catch (const sqlite::Error&) {
        checkpoint_failed = true;  // nothing is lost: the WAL keeps it, and the next commit tries again
    }
    if (shrink) database.set_busy_timeout(busy_timeout);
}

void Writer::State::finish()
{
    try {
        tables->database->checkpoint(sqlite::Checkpoint::truncate);
    } catch (const sqlite::Error&) {
        checkpoint_failed = true;
    }
    tables.reset();
    hand_back(std::move(closing));
}

Writer::Writer(std::unique_ptr<Tables> tables, asio::any_io_executor executor, CommitListener listener,
               std::shared_ptr<const Damage> damage)
    : state_(std::make_shared<State>(std::move(tables), std::move(executor), std::move(listener),
                                     std::move(damage)))
{
}

Writer::~Writer() = default;

void Writer::enqueue(State& state, std::unique_ptr<Job> job)
{
    state.enqueue(std::move(job));
}

bool Writer::degraded() const
{
    return state_->commit_failed || state_->checkpoint_failed || state_->damage->found();
}

asio::awaitable<void> Writer::close()
{
    auto queue = [state = state_.get()](auto handler) {
        const auto nothing = [](Tables&) {};
        auto job = std::make_unique<Submission<decltype(nothing), decltype(handler)>>(
            nothing, std::move(handler), Grouping::alone);
        job->run(*state->tables);
        state->enqueue_closing(std::move(job));
    };
    co_await asio::async_initiate<const asio::deferred_t&, void(std::expected<void, WriteError>)>(
        queue, asio::deferred);
}

}  // namespace webhookd::store
