#pragma once
// The daemon's poller, API client and state file between a simulated OpenBoxes and a manual clock, all on one
// thread: days pass as fast as the requests can be answered, and every run is the same. Nothing sleeps: the
// clock goes to the next instant at which somebody wants to be woken as soon as nothing is left to do.

#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include "bench/freshness/country.hpp"
#include "bench/freshness/delays.hpp"
#include "simulator/simulated_openboxes.hpp"
#include "support/manual_clock.hpp"
#include "support/scripted_resolver.hpp"
#include "support/temp_dir.hpp"
#include "webhookd/poll/poller.hpp"

namespace webhookd::bench {

/// OpenBoxes answers 503 to everything.
struct Outage
{
    Moment begin{0};
    Moment length{0};
};

struct VirtualPlan
{
    WorkloadPlan workload;
    std::size_t per_minute = 50;
    bool feeds = true;
    simulator::GenericApi generic_api = simulator::GenericApi::available;
    Moment latency{150};  ///< of every answer; and 1 ms for each KiB beyond 128
    std::vector<Outage> outages;
    Moment longest_first_scan = std::chrono::hours(4);  ///< then the changes begin all the same
};

struct VirtualRun
{
    Delays delays;
    std::size_t doubled = 0;  ///< events that no change asked for
    std::size_t streams = 0;
    std::size_t baselined = 0;
    std::optional<Moment>
        first_scan;  ///< from the start until every stream has its baseline; never without value
    double used_in_first_scan = 0;     ///< share of the budget
    std::size_t requests = 0;          ///< while changes happened
    double used = 0;                   ///< share of the budget, while changes happened
    std::size_t most_in_a_minute = 0;  ///< requests in any 60 s, from the start
};

/// Applies the whole workload and waits, in its time, a quarter of an hour for what is still to be told.
VirtualRun run_virtual_daemon(const VirtualPlan& plan);

class VirtualDaemon final : public poll::Listener
{
  public:
    explicit VirtualDaemon(const VirtualPlan& plan);
    ~VirtualDaemon() override;
    VirtualDaemon(const VirtualDaemon&) = delete;
    VirtualDaemon& operator=(const VirtualDaemon&) = delete;

    VirtualRun run();

    void on_poll(const store::PollRecord&) override {}
    void on_alarm(const std::string&, const std::string&) override {}
    void on_source(bool, const std::string&) override {}
    void on_events(std::span<const std::int64_t> subscribers) override;

  private:
    struct Untold
    {
        Change change;
        async::SteadyTime since;
    };

    simulator::Options simulator_options();
    void live_through_the_past(std::vector<Change>& changes);
    void scan_first();
    void work(const std::vector<Change>& changes);
    void apply(const Change& change);
    void run_until(async::SteadyTime end);
    void settle();
    void forget_old_polls();
    bool count_streams();
    void note_request();
    /// Of the budget, by the requests of the last `span`.
    double used_share(Moment span) const;
    template <class Operation>
    void await(Operation operation);

    VirtualPlan plan_;
    VirtualRun run_;
    test::TempDir folder_;
    asio::io_context io_;
    test::ManualClock clock_;
    test::ScriptedResolver resolver_;
    async::Random random_{7};
    simulator::SimulatedOpenBoxes openboxes_;
    Country country_;
    std::unique_ptr<http::Client> http_;
    std::unique_ptr<openboxes::Client> client_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<poll::Poller> poller_;
    std::optional<async::SteadyTime> zero_;  // when the changes begin
    asio::cancellation_signal stop_;
    std::exception_ptr failure_;  // of the poller
    std::multimap<std::string, Untold> untold_;
    std::int64_t last_event_ = 0;
    std::deque<async::SteadyTime> requests_;  // of the last minute
};

}  // namespace webhookd::bench
