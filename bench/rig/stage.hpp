#pragma once
// Where a benchmark plays: a folder, an OpenBoxes, a receiver, and what every benchmark is told.

#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "bench/receiver/receiver.hpp"
#include "bench/rig/daemon.hpp"
#include "bench/rig/source.hpp"
#include "support/temp_dir.hpp"

namespace webhookd::bench {

/// What `freshness` is to try: every combination.
struct FreshnessOptions
{
    double days = 1;
    std::vector<std::uint32_t> facilities{1, 5, 20, 60, 200, 1000};
    std::vector<std::size_t> budgets{50};      ///< requests per minute
    std::vector<std::uint32_t> changes{2000};  ///< a day, in all
    std::string feeds = "both";                ///< on, off, both
    std::vector<std::string> parts{"sizes", "first-scan", "troubles"};
};

struct Options
{
    std::string program;   ///< the daemon's binary
    std::string peers;     ///< folder of the installed peers (bench/peers); empty: none
    std::size_t runs = 5;  ///< of each figure
    double scale = 1;      ///< of rows and durations, to try a benchmark out quickly
    FreshnessOptions freshness;

    std::size_t scaled(std::size_t count) const
    {
        return std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(count) * scale));
    }
};

/// Looks again and again, which costs the measured program nothing that could be seen. False when `limit`
/// passes first.
bool wait_until(const std::function<bool()>& holds, std::chrono::seconds limit,
                std::chrono::milliseconds every = std::chrono::milliseconds(5));

/// A receiver on a thread of its own.
class RunningReceiver
{
  public:
    explicit RunningReceiver(ReceiverSettings settings = {});
    ~RunningReceiver() { stop(); }
    RunningReceiver(const RunningReceiver&) = delete;
    RunningReceiver& operator=(const RunningReceiver&) = delete;

    std::string url() const { return receiver_.url(); }
    std::uint16_t port() const { return receiver_.port(); }
    std::size_t count() const { return receiver_.count(); }

    /// Returns once `count` webhooks have come; false when none has come for as long as `patience`.
    bool wait_for(std::size_t count, std::chrono::seconds patience = std::chrono::seconds(60)) const;

    /// Stops it; what came.
    const Ledger& stop();

  private:
    Receiver receiver_;
    std::thread thread_;
};

/// An OpenBoxes on a thread of its own.
class RunningSource
{
  public:
    explicit RunningSource(simulator::SeedPlan past = {});
    ~RunningSource();
    RunningSource(const RunningSource&) = delete;
    RunningSource& operator=(const RunningSource&) = delete;

    template <class Function>
    auto call(Function function)
    {
        return source_.call(std::move(function));
    }
    std::string url();
    /// Returns once `holds(source)`; false when `limit` passes first.
    bool until(const std::function<bool(Source&)>& holds,
               std::chrono::seconds limit = std::chrono::seconds(120));
    /// Returns once new products would be found: the baseline is committed.
    bool until_polled();

  private:
    test::OnThread<Source> source_;
};

}  // namespace webhookd::bench
