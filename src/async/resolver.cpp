// Two queues, of quick and of slow names, under one mutex. A caller that waits wakes now and then and has
// threads started in the place of those that hang; results are posted to its executor. The one blocking
// getaddrinfo that the threads call tells a name without an address from a machine without descriptors or
// memory, and knows localhost where the system does not.

#include "webhookd/async/resolver.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include "webhookd/core/url.hpp"

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
    std::optional<Resolver::Result> result;
};

using AskerPtr = std::shared_ptr<Asker>;

void answer(const AskerPtr& asker, const Resolver::Result& result)
{
    asio::post(asker->executor, [asker, result] {
        asker->result = result;
        asker->timer.cancel();
    });
}

using List = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

asio::ip::address address_of(const addrinfo& entry)
{
    asio::ip::tcp::endpoint endpoint;
    endpoint.resize(entry.ai_addrlen);
    std::copy_n(reinterpret_cast<const char*>(entry.ai_addr), entry.ai_addrlen,  // NOLINT: the C API's cast
                reinterpret_cast<char*>(endpoint.data()));                       // NOLINT
    return endpoint.address();
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

Resolver::Result ThreadResolver::Workers::try_look_up(const std::string& host) const
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

asio::awaitable<Resolver::Result> ThreadResolver::resolve(std::string host, SteadyTime deadline)
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

Resolver::Result look_up_host(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* raw = nullptr;
    errno = 0;
    const int status = ::getaddrinfo(host.c_str(), nullptr, &hints, &raw);
    // Whatever the status says then: without a descriptor for /etc/hosts a name "does not exist".
    const bool local = errno == EMFILE || errno == ENFILE || errno == ENOMEM;
    // Known without the /etc/hosts that a bare system lacks (RFC 6761, 6.3).
    if (status == EAI_NONAME && !local && core::is_loopback(host))
        return std::vector<asio::ip::address>{asio::ip::address_v4::loopback(),
                                              asio::ip::address_v6::loopback()};
    if (status != 0 && local)
        return std::unexpected(std::string(local_trouble) + std::generic_category().message(errno));
    if (status != 0)
        return std::unexpected(fmt::format("cannot look the name up: {}", ::gai_strerror(status)));
    const List list(raw, &::freeaddrinfo);
    std::vector<asio::ip::address> addresses;
    for (const auto* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
        if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6)
            addresses.push_back(address_of(*entry));
    }
    return addresses;
}

}  // namespace webhookd::async
