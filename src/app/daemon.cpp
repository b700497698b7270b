#include "app/daemon.hpp"

#include <malloc.h>

#include <csignal>
#include <cstdlib>

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>

#include "app/control.hpp"
#include "app/housekeeping.hpp"
#include "app/log_listener.hpp"
#include "app/logging.hpp"
#include "app/service_manager.hpp"
#include "app/settings.hpp"
#include "webhookd/async/random.hpp"
#include "webhookd/async/task_group.hpp"
#include "webhookd/async/thread_resolver.hpp"
#include "webhookd/control/api.hpp"
#include "webhookd/control/socket.hpp"
#include "webhookd/delivery/dispatcher.hpp"
#include "webhookd/poll/poller.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::app {
namespace {

// Attempts in flight may finish this long after SIGTERM; TimeoutStopSec of the unit is longer.
constexpr std::chrono::seconds stop_grace{15};

class Daemon
{
  public:
    Daemon(const config::Config& config, std::shared_ptr<spdlog::logger> logger)
        : config_(config),
          logger_(std::move(logger)),
          listener_(logger_),
          store_({.path = config.store.path, .source = config.openboxes.url}, writer_thread_.get_executor()),
          api_http_(io_.get_executor(), resolver_, api_http_settings(config.openboxes), user_agent()),
          api_(api_settings(config.openboxes), api_http_, clock_, random_),
          dispatcher_(io_.get_executor(), store_, clock_, random_, resolver_, listener_),
          poller_(io_.get_executor(), store_, api_, clock_, listener_, poller_settings(config), nullptr),
          control_(store_, clock_, random_, configured_of(config), control_actions()),
          socket_(io_.get_executor(), config.control.socket),
          polling_(io_.get_executor()),
          lanes_(io_.get_executor()),
          all_(io_.get_executor())
    {
        listener_.set_dispatcher(dispatcher_);
        listener_.set_control(control_);
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
    control::Live live() const;
    control::Actions control_actions();
    asio::awaitable<void> main();
    asio::awaitable<void> put_subscribers();
    asio::awaitable<void> run_lanes();
    asio::awaitable<void> stop_on_signal();
    asio::awaitable<void> feed_watchdog(std::chrono::microseconds interval);

    const config::Config& config_;
    std::shared_ptr<spdlog::logger> logger_;

    asio::io_context io_{1};
    async::ThreadResolver resolver_;  // destroyed before the loop that its look-ups report to
    asio::thread_pool writer_thread_{1};
    async::SystemClock clock_;
    async::SeededRandom random_;
    LogListener listener_;

    store::Store store_;
    http::Client api_http_;
    openboxes::Client api_;
    delivery::Dispatcher dispatcher_;
    poll::Poller poller_;
    control::Api control_;
    control::Socket socket_;
    const core::Timestamp started_at_ = clock_.now();

    async::TaskGroup polling_;
    async::TaskGroup lanes_;
    async::TaskGroup all_;
};

control::Live Daemon::live() const
{
    return {.version = WEBHOOKD_VERSION,
            .started_at = started_at_,
            .source_reachable = listener_.source_reachable(),
            .state_file_writable = !store_.degraded(),
            .requests_last_minute = api_.counters().used_last_minute,
            .lanes = live_lanes(dispatcher_)};
}

control::Actions Daemon::control_actions()
{
    control::Actions actions;
    actions.live = [this] { return live(); };
    add_lane_actions(actions, dispatcher_);
    add_stream_actions(actions, poller_);
    return actions;
}

asio::awaitable<void> Daemon::put_subscribers()
{
    std::vector<std::pair<std::string, store::Chain>> wanted;
    for (const auto& subscriber : config_.subscribers) {
        wanted.emplace_back(subscriber.name, chain_of(subscriber.delivery.ordering));
    }
    const auto ids = co_await store_.write([wanted](store::Tables& tables) {
        std::vector<std::int64_t> found;
        for (const auto& [name, chain] : wanted) {
            found.push_back(tables.subscribers.ensure(name));
            tables.deliveries.rechain(found.back(), chain);
        }
        tables.subscribers.keep_only(found);
        return found;
    });
    if (!ids) throw std::runtime_error("the state file cannot be written: " + ids.error().message);

    auto recipients = std::make_shared<std::vector<poll::Recipient>>();
    for (std::size_t i = 0; i < ids->size(); ++i) {
        recipients->push_back({(*ids)[i], wanted[i].second, config_.subscribers[i].matcher});
        dispatcher_.put(lane_settings(config_.subscribers[i], (*ids)[i]));
    }
    poller_.set_recipients(std::move(recipients));
}

asio::awaitable<void> Daemon::run_lanes()
{
    lanes_.spawn(dispatcher_.run());
    co_await lanes_.join();
    all_.cancel();  // the lanes end last
}

asio::awaitable<void> Daemon::stop_on_signal()
{
    asio::signal_set signals(io_, SIGTERM, SIGINT);
    co_await signals.async_wait(asio::use_awaitable);
    logger_->info("stopping: no further polls; attempts in flight may finish within {} s",
                  stop_grace.count());
    service_manager::stopping();
    polling_.cancel();
    dispatcher_.drain();

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
        service_manager::status(fmt::format(
            "{}; {} subscribers{}", listener_.source_reachable() ? "polling" : "OpenBoxes unreachable",
            config_.subscribers.size(), store_.degraded() ? "; STATE FILE CANNOT BE WRITTEN" : ""));
        co_await clock_.sleep_until(clock_.steady() + interval);
    }
}

asio::awaitable<void> Daemon::main()
{
    co_await put_subscribers();
    polling_.spawn(poller_.run());
    all_.spawn(polling_.join());
    all_.spawn(run_lanes());
    all_.spawn(
        socket_.serve([this](http::ServerRequest request) { return control_.answer(std::move(request)); }));
    all_.spawn(keep_house(store_, config_.store, clock_));
    all_.spawn(feed_watchdog(service_manager::watchdog_interval().value_or(std::chrono::seconds(10))));
    all_.spawn(stop_on_signal());
    service_manager::ready();
    logger_->info("ready source={} subscribers={} state={}", config_.openboxes.url,
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
    // round.
    mallopt(M_ARENA_MAX, 1);
    const auto logger = make_logger(loaded.config.log);
    for (const auto& warning : loaded.warnings)
        logger->warn("configuration {}", warning.text());
    logger->info("starting version=" WEBHOOKD_VERSION " configuration={}", config_path);
    try {
        Daemon daemon(loaded.config, logger);
        daemon.run();
    } catch (const std::exception& error) {
        logger->error("{}", error.what());
        return EXIT_FAILURE;
    }
    logger->info("stopped");
    return EXIT_SUCCESS;
}

}  // namespace webhookd::app
