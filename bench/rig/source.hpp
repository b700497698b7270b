#pragma once
// The OpenBoxes of the benchmarks: the simulator of the tests behind a server that notes, to the nanosecond,
// when an answer that brings something new was handed to the socket. Latency counts from there, so that
// neither the polling interval nor the time that the simulator needs is part of it.

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

#include "bench/receiver/ledger.hpp"
#include "simulator/seeding.hpp"
#include "simulator/simulated_openboxes.hpp"
#include "support/io_thread.hpp"

namespace webhookd::bench {

/// When the answer that holds a product was sent, by the product's id.
using Sendings = std::unordered_map<std::string, SteadyTime>;

/// Lives on the thread of its io_context; use through OnThread.
class Source
{
  public:
    Source(boost::asio::io_context& context, const simulator::SeedPlan& past);

    std::string url() const;
    void stop();

    simulator::World& world() { return openboxes_.world(); }

    /// From now on, while fewer than `total` products have been sent, the first page of products holds
    /// `count` new ones as soon as `interval` has passed since the last new ones.
    void produce(std::size_t total, std::size_t count, std::chrono::milliseconds interval);
    /// Products of produce() that were sent.
    const Sendings& sent() const { return sent_; }
    /// When each answer to a poll for new products was sent; the first comes once the baseline is committed.
    const std::vector<SteadyTime>& answers() const { return answers_; }
    std::uint64_t requests() const { return server_.requests(); }

    /// Full scans of the products that have begun.
    std::size_t scans() const { return scans_; }
    /// From now on the pages of such scans are kept.
    void keep_pages() { keeping_ = true; }
    const std::vector<std::string>& pages() const { return pages_; }

  private:
    test::Answer answer(const test::Request& request);
    void make_products();
    void note_sent();

    simulator::SeedClock clock_;
    simulator::SimulatedOpenBoxes openboxes_;
    std::size_t wanted_ = 0;
    std::size_t at_once_ = 1;
    std::chrono::milliseconds interval_{0};
    SteadyTime last_made_;
    std::vector<std::string> made_;  ///< and not sent yet
    Sendings sent_;
    std::vector<SteadyTime> answers_;
    std::size_t scans_ = 0;
    bool keeping_ = false;
    std::vector<std::string> pages_;
    test::TestHttpServer server_;  // last: its sessions use all of the above
};

}  // namespace webhookd::bench
