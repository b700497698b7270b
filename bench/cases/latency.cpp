// How long a change takes once OpenBoxes has told it: the time from the answer that holds it to its POST.
// Alone, with an idle daemon; and as the last of a thousand that one poll brings. The limit is one durable
// commit and one exchange, which is what must happen between the two.

#include <algorithm>

#include <fmt/format.h>

#include "bench/cases/cases.hpp"
#include "bench/limits/alone.hpp"
#include "bench/rig/arrivals.hpp"

namespace webhookd::bench {

namespace {

struct Delivered
{
    std::vector<Arrival> arrivals;
    Sendings sent;
    std::vector<SteadyTime> answers;
};

/// Lets OpenBoxes bring `total` new products, `at_once` in one poll every `interval`, and waits for their
/// webhooks.
Delivered deliver(const Options& options, std::size_t total, std::size_t at_once,
                  std::chrono::milliseconds interval, Faults& faults)
{
    const test::TempDir folder;
    RunningSource source;
    RunningReceiver receiver;
    DaemonPlan plan;
    plan.source = source.url();
    plan.polling = "products: 10ms, stock_movements: off, purchase_orders: off, inventory: off";
    plan.subscribe("erp", receiver.url() + "/erp", "max_in_flight: 50");
    {
        Daemon daemon(options.program, folder, plan);
        source.until_polled();
        source.call([&](Source& openboxes) { openboxes.produce(total, at_once, interval); });
        receiver.wait_for(total);
    }
    const auto& ledger = receiver.stop();
    faults += ledger.faults(total);
    return source.call([&](Source& openboxes) {
        return Delivered{ledger.arrivals(), openboxes.sent(), openboxes.answers()};
    });
}

/// From the last answer before the first POST, which is the last page of that poll, to the last POST.
double burst_milliseconds(const Delivered& delivered)
{
    const auto after = std::ranges::upper_bound(delivered.answers, delivered.arrivals.front().at);
    const std::chrono::duration<double, std::milli> taken = delivered.arrivals.back().at - *std::prev(after);
    return taken.count();
}

}  // namespace

Report measure_latency(const Options& options)
{
    constexpr std::size_t burst_size = 1000;
    BacklogPlan few;
    few.source = "https://openboxes.example.org/openboxes";
    few.subscribers = {"erp"};
    few.events = options.scaled(500);
    few.share = [](std::size_t, std::size_t) { return Share::waiting; };
    Figure limit("one commit and one exchange", "ms");
    Figure half("one change, p50", "ms", value_at_most(3), "one commit and one exchange");
    Figure most("one change, p99", "ms", value_at_most(10), "one commit and one exchange");
    Figure burst("1,000 changes in one poll, the last", "ms", value_at_most(150));
    Report report;
    const auto changes = options.scaled(200);
    for (std::size_t run = 0; run < options.runs; ++run) {
        limit.add(1000 / records_per_second(few, 1) + 1000 / posts_per_second(few, 1));
        const auto single = deliver(options, changes, 1, std::chrono::milliseconds(50), report.faults);
        const auto taken = milliseconds_since(single.sent, single.arrivals);
        half.add(percentile(taken, 0.5), limit.values.back());
        most.add(percentile(taken, 0.99), limit.values.back());
        const auto many = deliver(options, burst_size, burst_size, {}, report.faults);
        burst.add(burst_milliseconds(many));
    }
    report.figures = {limit, half, most, burst};
    return report;
}

}  // namespace webhookd::bench
