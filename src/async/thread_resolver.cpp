// Two queues, of quick and of slow names, under one mutex. A caller that waits wakes now and then and has
// threads started in the place of those that hang; results are posted to its executor.

#include "webhookd/async/thread_resolver.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

namespace webhookd::async {

namespace {

// A name whose look-up took this long counts as slow from then on, until one is fast again.
constexpr std::chrono::seconds slow_after{1};
// A look-up that has run for this long has lost its thread, as far as the others are concerned: another
// takes its place, so that names which hang, all of them unknown after a start, delay no healthy one.
constexpr std::chrono::milliseconds lost_after{250};
constexpr std::size_t most_threads = 128;

/// One resolve() under way. Lives on its caller's executor; other threads only hold it.
struct Asker
{
    explicit Asker(const asio::any_io_executor& on) : executor(on), timer(on) {}
    asio::any_io_executor executor;
    asio::steady_timer timer;
    std::optional<ThreadResolver::Result> result;
};

using AskerPtr = std::shared_ptr<Asker>;

void answer(const AskerPtr& asker, const ThreadResolver::Result& result)
{
    asio::post(asker->executor, [asker, result] {
        asker->result = result;
        asker->timer.cancel();
    });
}

}  // namespace

/// The threads and their queues. Every thread shares ownership, so that one left behind outlives the
/// resolver.
class ThreadResolver::Workers : public std::enable_shared_from_this<Workers>
{
  public:
    Workers(std::size_t threads, LookUp look_up)
        : max_threads_(std::max<std::size_t>(threads, 2)), look_up_(std::move(look_up))
    {
    }

    void begin();
    /// False when there is no thread that could look up.
    bool ask(const std::string& host, const AskerPtr& asker);
    /// Starts threads in the place of those whose look-ups hang.
    void relieve();
    /// Why there is no result yet.
    std::string forget(const std::string& host, const AskerPtr& asker);
    void stop();

  private:
    bool start_thread();
    void start_threads(std::size_t most);
    void work();
    bool can_take() const { return !quick_.empty() || (!slow_.empty() && slow_running_ < max_threads_ / 2); }
    void run_one(std::unique_lock<std::mutex>& lock);
    Result try_look_up(const std::string& host) const;

    const std::size_t max_threads_;
    const LookUp look_up_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, std::vector<AskerPtr>> askers_;  // queued or running names
    std::map<std::string, SteadyTime> running_;
    std::deque<std::string> quick_;
    std::deque<std::string> slow_;
    std::set<std::string> slow_names_;
    std::size_t slow_running_ = 0;
    std::size_t threads_ = 0;
    std::size_t idle_ = 0;
    bool refused_ = false;  ///< the system did not allow the last thread that was wanted
    bool stopped_ = false;
};

/// While threads are to be had.
void ThreadResolver::Workers::begin()
{
    const std::lock_guard lock(mutex_);
    start_thread();
}

bool ThreadResolver::Workers::ask(const std::string& host, const AskerPtr& asker)
{
    const std::lock_guard lock(mutex_);
    const auto [entry, first] = askers_.try_emplace(host);
    entry->second.push_back(asker);
    if (first) (slow_names_.contains(host) ? slow_ : quick_).push_back(host);
    start_threads(max_threads_);
    changed_.notify_one();
    return threads_ > 0;
}

void ThreadResolver::Workers::relieve()
{
    const std::lock_guard lock(mutex_);
    const auto lost_since = std::chrono::steady_clock::now() - lost_after;
    const auto lost =
        std::ranges::count_if(running_, [&](const auto& entry) { return entry.second <= lost_since; });
    start_threads(std::min(max_threads_ + static_cast<std::size_t>(lost), most_threads));
    changed_.notify_all();
}

std::string ThreadResolver::Workers::forget(const std::string& host, const AskerPtr& asker)
{
    const std::lock_guard lock(mutex_);
    const auto entry = askers_.find(host);
    if (entry != askers_.end()) std::erase(entry->second, asker);
    if (refused_ && !running_.contains(host)) return std::string(local_trouble) + "no thread is left";
    return "the look-up took too long";
}

void ThreadResolver::Workers::stop()
{
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (auto& [host, askers] : askers_)
        askers.clear();
    changed_.notify_all();
}

/// The system may refuse one (F-40: limits): then those that are there do the work, and the next ask tries
/// again.
bool ThreadResolver::Workers::start_thread()
{
    refused_ = false;
    try {
        std::thread([self = shared_from_this()] { self->work(); }).detach();
    } catch (const std::system_error&) {
        refused_ = true;
        return false;
    }
    ++threads_;
    return true;
}

/// While more is queued than threads wait.
void ThreadResolver::Workers::start_threads(std::size_t most)
{
    const auto queued = quick_.size() + slow_.size();
    for (auto ready = idle_; ready < queued && threads_ < most; ++ready) {
        if (!start_thread()) return;
    }
}

void ThreadResolver::Workers::work()
{
    std::unique_lock lock(mutex_);
    for (;;) {
        ++idle_;
        changed_.wait(lock, [this] { return stopped_ || can_take(); });
        --idle_;
        if (stopped_) return;
        run_one(lock);
    }
}

void ThreadResolver::Workers::run_one(std::unique_lock<std::mutex>& lock)
{
    const bool slow = quick_.empty();
    auto& queue = slow ? slow_ : quick_;
    const std::string host = std::move(queue.front());
    queue.pop_front();
    slow_running_ += slow ? 1 : 0;
    const auto begin = std::chrono::steady_clock::now();
    running_.emplace(host, begin);
    lock.unlock();
    const auto result = try_look_up(host);
    const bool was_slow = std::chrono::steady_clock::now() - begin >= slow_after;
    lock.lock();
    running_.erase(host);
    slow_running_ -= slow ? 1 : 0;
    if (was_slow)
        slow_names_.insert(host);
    else
        slow_names_.erase(host);
    // Under the lock: stop() must not return, and the io_context not go, between the check and the post.
    for (const auto& asker : askers_[host])
        answer(asker, result);
    askers_.erase(host);
    changed_.notify_all();
}

ThreadResolver::Result ThreadResolver::Workers::try_look_up(const std::string& host) const
{
    try {
        return look_up_(host);
    } catch (const std::exception& failure) {
        return std::unexpected(failure.what());
    }
}

ThreadResolver::ThreadResolver(std::size_t threads) : ThreadResolver(threads, look_up_host) {}

ThreadResolver::ThreadResolver(std::size_t threads, LookUp look_up)
    : workers_(std::make_shared<Workers>(threads, std::move(look_up)))
{
    workers_->begin();
}

ThreadResolver::~ThreadResolver()
{
    workers_->stop();
}

asio::awaitable<ThreadResolver::Result> ThreadResolver::resolve(std::string host, SteadyTime deadline)
{
    auto executor = co_await asio::this_coro::executor;
    auto workers = workers_;
    auto asker = std::make_shared<Asker>(executor);
    const bool asked = workers->ask(host, asker);
    boost::system::error_code error;
    for (auto now = std::chrono::steady_clock::now(); asked && !asker->result && !error && now < deadline;
         now = std::chrono::steady_clock::now()) {
        asker->timer.expires_at(std::min(deadline, now + lost_after));
        auto [ended] = co_await asker->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        error = ended;
        if (!error) workers->relieve();
    }
    if (asker->result) co_return std::move(*asker->result);
    auto reason = workers->forget(host, asker);
    if (error) throw boost::system::system_error(asio::error::operation_aborted);
    co_return std::unexpected(std::move(reason));
}

}  // namespace webhookd::async
