// The members of Daemon stand in the order in which they depend on each other. main() starts every loop in
// one of three groups, which end in this order: the polls, the lanes, all that remains.

#include "app/daemon.hpp"

#include <malloc.h>

#include <csignal>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>

#include "app/control.hpp"
#include "app/housekeeping.hpp"
#include "app/listeners.hpp"
#include "app/logging.hpp"
#include "app/polled_source.hpp"
#include "app/process.hpp"
#include "app/reload.hpp"
#include "app/reload_signal.hpp"
#include "app/service_manager.hpp"
#include "app/subscribers_in_force.hpp"
#include "app/version.hpp"
#include "app/web_listener.hpp"
#include "webhookd/async/clock.hpp"
#include "webhookd/async/random.hpp"
#include "webhookd/async/resolver.hpp"
#include "webhookd/async/task_group.hpp"
#include "webhookd/control/api.hpp"
#include "webhookd/control/socket.hpp"
#include "webhookd/delivery/dispatcher.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::app {
namespace {

// Attempts in flight may finish this long after SIGTERM; TimeoutStopSec of the unit is longer.
constexpr std::chrono::seconds stop_grace{15};
/// For who may not know where the file is; the log and `status` say more.
constexpr auto damaged = "THE STATE FILE IS DAMAGED: nothing is polled or sent; the log says what to do";

/// A thread for work that would block the event loop.
class OwnThread
{
  public:
    /// Where the system gives no further thread (RLIMIT_NPROC, a cgroup), the work is done on `instead`:
    /// slower for all beats not at all.
    explicit OwnThread(asio::any_io_executor instead) : instead_(std::move(instead))
    {
        try {
            thread_.emplace(1);
        } catch (const boost::system::system_error&) {
            thread_.reset();
        }
    }

    asio::any_io_executor get_executor() { return thread_ ? thread_->get_executor() : instead_; }

  private:
    asio::any_io_executor instead_;
    std::optional<asio::thread_pool> thread_;
};

class Daemon
{
  public:
    Daemon(config::Config config, std::string config_path, std::shared_ptr<spdlog::logger> logger)
        : config_(std::move(config)),
          logger_(std::move(logger)),
          log_(logger_),
          store_(store_settings(), writer_thread_.get_executor(), reader_thread_.get_executor()),
          source_(io_.get_executor(), store_, clock_, random_, resolver_, listeners_, config_),
          dispatcher_(io_.get_executor(), store_, clock_, random_, listeners_),
          subscribers_(io_.get_executor(), store_, dispatcher_, resolver_, clock_),
          reload_(std::move(config_path), config_, source_, subscribers_, logger_, clock_),
          control_(store_, clock_, random_, configured_of(config_), control_actions()),
          socket_(io_.get_executor(), config_.control.socket),
          polling_(io_.get_executor()),
          lanes_(io_.get_executor()),
          all_(io_.get_executor())
    {
        listeners_.add(log_);
        listeners_.add(counting_);
        listeners_.add(waker_);
        if (!config_.control.listen.empty()) web_.emplace(io_, config_.control, web_sources(), clock_);
    }

    /// Runs the event loop until everything has ended; rethrows what broke.
    void run()
    {
        std::exception_ptr failure;
        asio::co_spawn(io_, main(), [&failure](std::exception_ptr error) { failure = std::move(error); });
        io_.run();
        if (failure) std::rethrow_exception(failure);
    }

  private:
    store::StoreSettings store_settings();
    control::Live live() const;
    control::Actions control_actions();
    asio::awaitable<void> main();
    asio::awaitable<void> run_lanes();
    asio::awaitable<void> end_of(async::TaskGroup& group);
    void stop_work(const std::string& damage);
    asio::awaitable<void> reload();
    asio::awaitable<void> stop_on_signal();
    asio::awaitable<void> feed_watchdog(std::chrono::microseconds interval);
    control::WebSources web_sources();
    std::vector<std::string> troubles() const;
    void expect_subscribers();
    void tell_status() const;
    void note_step(core::Duration step);

    config::Config config_;  ///< in force; only reload_ changes it
    std::shared_ptr<spdlog::logger> logger_;

    asio::io_context io_{1};
    ReloadSignal reload_signal_{io_};
    async::ThreadResolver resolver_;  // destroyed before the loop that its look-ups report to
    control::Metrics metrics_{std::string(version()), *config_.poller.source.rulebook};
    OwnThread writer_thread_{io_.get_executor()};
    OwnThread reader_thread_{io_.get_executor()};
    async::SystemClock clock_;
    async::Random random_;
    LogListener log_;
    MetricsListener counting_{metrics_};
    WrongTokens wrong_tokens_{metrics_, clock_, logger_};
    FanOut listeners_;

    store::Store store_;
    PolledSource source_;
    delivery::Dispatcher dispatcher_;
    SubscribersInForce subscribers_;
    Reload reload_;
    std::optional<WebListener> web_;
    bool stopping_ = false;
    control::Api control_;
    Waker waker_{dispatcher_, control_};
    control::Socket socket_;
    const core::Timestamp started_at_ = clock_.now();

    async::TaskGroup polling_;
    async::TaskGroup lanes_;
    async::TaskGroup all_;
};

store::StoreSettings Daemon::store_settings()
{
    return {
        .path = config_.store.path,
        .source = config_.openboxes.api.url,
        .on_commit = [this](const store::Commit& commit) { metrics_.count_commit(commit); },
        .on_damage = [this](const std::string& text) { asio::post(io_, [=, this] { stop_work(text); }); }};
}

/// What would be decided on a damaged file, and could not be recorded, is left undone. The daemon stays, so
/// that whoever asks hears why, and nothing starts it again and again.
void Daemon::stop_work(const std::string& damage)
{
    logger_->error("{}", damage);
    polling_.cancel();
    lanes_.cancel();
    tell_status();
}

/// The end of a group whose tasks need the state file; what they broke on has been told when it is damaged.
asio::awaitable<void> Daemon::end_of(async::TaskGroup& group)
{
    std::exception_ptr failure;
    try {
        co_await group.join();
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure && !store_.damage()) std::rethrow_exception(failure);
}

control::Live Daemon::live() const
{
    return {.version = std::string(version()),
            .started_at = started_at_,
            .source_reachable = log_.source_reachable(),
            .state_file_writable = !store_.degraded(),
            .state_file_damage = store_.damage(),
            .configuration_loaded_at = reload_.state().loaded_at,
            .reload_errors = reload_.state().reload_errors,
            .requests_last_minute = source_.client().counters().used_last_minute,
            .lanes = live_lanes(dispatcher_),
            .streams =
                [this] {
                    return store_.damage() ? std::vector<core::PolledStream>() : source_.poller().streams();
                },
            .feeds = source_.poller().feeds()};
}

control::Actions Daemon::control_actions()
{
    control::Actions actions;
    actions.live = [this] { return live(); };
    add_lane_actions(actions, dispatcher_);
    add_stream_actions(actions, source_.poller());
    actions.acted = [this](const store::ActionRecord& action) { log_.on_action(action); };
    return actions;
}

asio::awaitable<void> Daemon::run_lanes()
{
    lanes_.spawn(dispatcher_.run());
    co_await end_of(lanes_);
    if (stopping_ || !store_.damage()) all_.cancel();  // the lanes end last
}

asio::awaitable<void> Daemon::reload()
{
    service_manager::reloading();
    co_await reload_.run();
    control_.reconfigure(configured_of(config_));
    if (web_) web_->change(config_.control);
    expect_subscribers();
    tell_status();
    service_manager::ready();
}

asio::awaitable<void> Daemon::stop_on_signal()
{
    asio::signal_set signals(io_, SIGTERM, SIGINT);
    co_await signals.async_wait(asio::use_awaitable);
    logger_->info("stopping: no further polls; attempts in flight may finish within {} s",
                  stop_grace.count());
    service_manager::stopping();
    stopping_ = true;
    polling_.cancel();
    dispatcher_.drain();
    if (store_.damage()) all_.cancel();  // the lanes have ended

    // A second signal leaves at once: being killed is a supported way to stop (P1).
    signals.async_wait([](boost::system::error_code error, int) {
        if (!error) std::_Exit(EXIT_FAILURE);
    });
    co_await clock_.sleep_until(clock_.steady() + stop_grace);
    logger_->warn("stopping: attempts still in flight are given up; they will be sent again");
    lanes_.cancel();
}

asio::awaitable<void> Daemon::feed_watchdog(std::chrono::microseconds interval)
{
    while (true) {
        service_manager::feed_watchdog();
        tell_status();
        co_await clock_.sleep_until(clock_.steady() + interval);
    }
}

control::WebSources Daemon::web_sources()
{
    return {.metrics =
                [this] {
                    const Measured measured{config_, store_, source_, dispatcher_};
                    return metrics_.text(figures(measured, log_.source_reachable(), clock_.now()));
                },
            .troubles = [this] { return troubles(); },
            .wrong_token = [this](const std::string& peer) { wrong_tokens_.note(peer); },
            .api =
                [this](http::ServerRequest request, control::Caller caller) {
                    return control_.answer(std::move(request), std::move(caller));
                }};
}

/// So that their counters begin at zero.
void Daemon::expect_subscribers()
{
    for (const auto& subscriber : config_.subscribers)
        metrics_.expect_subscriber(subscriber.name);
}

/// Why the daemon cannot do all of its work.
std::vector<std::string> Daemon::troubles() const
{
    std::vector<std::string> troubles;
    if (store_.damage()) {
        troubles.emplace_back(damaged);
    } else if (store_.degraded()) {
        troubles.emplace_back("the state file cannot be written");
    }
    if (!reload_.state().reload_errors.empty())
        troubles.emplace_back("the configuration file is wrong; what was read before is in force");
    if (stopping_) troubles.emplace_back("the daemon is stopping");
    return troubles;
}

void Daemon::tell_status() const
{
    if (store_.damage()) {
        service_manager::status(damaged);
        return;
    }
    service_manager::status(
        fmt::format("{}; {} subscribers{}{}", log_.source_reachable() ? "polling" : "OpenBoxes unreachable",
                    config_.subscribers.size(), store_.degraded() ? "; STATE FILE CANNOT BE WRITTEN" : "",
                    reload_.state().reload_errors.empty() ? "" : "; THE LAST RELOAD WAS REFUSED"));
}

void Daemon::note_step(core::Duration step)
{
    logger_->warn("the clock of this machine stepped by {} s: it was set, or the machine slept",
                  std::chrono::duration_cast<std::chrono::seconds>(step).count());
    dispatcher_.wake_all();
    source_.poller().note_step(step);
}

asio::awaitable<void> Daemon::main()
{
    const auto all_new = config::differences({}, config_).subscribers;
    co_await subscribers_.put(config_, all_new);
    expect_subscribers();
    if (store_.warning()) logger_->warn("state file: {}", *store_.warning());
    polling_.spawn(source_.poller().run());
    polling_.spawn(reload_signal_.serve([this] { return reload(); }));
    all_.spawn(end_of(polling_));
    all_.spawn(run_lanes());
    all_.spawn(socket_.serve([this](http::ServerRequest request) {
        control::Caller caller{.name = request.peer};
        return control_.answer(std::move(request), std::move(caller));
    }));
    all_.spawn(http::tidy_connections());
    all_.spawn(async::watch_wall_clock(clock_, [this](core::Duration step) { note_step(step); }));
    all_.spawn(keep_house(store_, config_.store.retention, clock_));
    all_.spawn(feed_watchdog(service_manager::watchdog_interval().value_or(std::chrono::seconds(10))));
    all_.spawn(stop_on_signal());
    if (web_) {
        all_.spawn(web_->serve());
        logger_->info("listening url={}", web_->url());
    }
    service_manager::ready();
    logger_->info("ready source={} subscribers={} state={}", config_.openboxes.api.url,
                  config_.subscribers.size(), config_.store.path);

    std::exception_ptr failure;
    try {
        co_await all_.join();
    } catch (...) {
        failure = std::current_exception();
    }
    co_await store_.close();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace

int run_daemon(const config::Loaded& loaded, const std::string& config_path)
{
    // Two threads share one heap, so that what the writer frees the event loop can use, and the other way
    // round: with two it would hold twice as much after a scan of 100,000 products.
    mallopt(M_ARENA_MAX, 1);
    raise_limits();
    const auto logger = make_logger(loaded.config.log);
    for (const auto& warning : loaded.warnings)
        logger->warn("configuration {}", warning.text());
    logger->info("starting version={} configuration={}", version(), config_path);
    try {
        Daemon daemon(loaded.config, config_path, logger);
        daemon.run();
    } catch (const std::exception& error) {
        logger->error("{}", store::explain(loaded.config.store.path, error));
        return EXIT_FAILURE;
    }
    logger->info("stopped");
    return EXIT_SUCCESS;
}

}  // namespace webhookd::app
