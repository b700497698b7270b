// What a bad subscriber costs the good ones (P5): fifty healthy subscribers alone, the same with a dead one
// and one that takes 30 s for every answer beside them, and with one whose program never ends, in turns. A
// product appears every 50 ms and goes to all. Measured is the time from the answer of OpenBoxes that brought
// it to its POST, which has the poll's commit in it.

#include <fmt/format.h>

#include "bench/cases/cases.hpp"
#include "bench/rig/arrivals.hpp"
#include "bench/rig/dead_port.hpp"

namespace webhookd::bench {

namespace {

constexpr std::size_t healthy = 50;
constexpr std::chrono::milliseconds pace{50};

struct Delays
{
    double median = 0;  ///< ms
    double p99 = 0;
};

DaemonPlan healthy_plan(const std::string& source, const std::string& receiver)
{
    DaemonPlan plan;
    plan.source = source;
    plan.polling = "products: 10ms, stock_movements: off, purchase_orders: off, inventory: off";
    for (std::size_t i = 0; i < healthy; ++i)
        plan.subscribe(fmt::format("healthy-{}", i), fmt::format("{}/healthy-{}", receiver, i));
    return plan;
}

enum class Beside
{
    nobody,
    dead_and_slow,
    endless_program,
};

Delays run_once(const Options& options, Beside bad, Faults& faults)
{
    const auto products = options.scaled(150);
    const test::TempDir folder;
    const DeadPort dead;
    RunningSource source;
    RunningReceiver receiver;
    ReceiverSettings late;
    late.delay = std::chrono::seconds(30);
    RunningReceiver slow(late);
    auto plan = healthy_plan(source.url(), receiver.url());
    if (bad == Beside::dead_and_slow) {
        plan.subscribe("dead", dead.url());
        plan.subscribe("slow", slow.url(), "timeout: 40s");
    } else if (bad == Beside::endless_program) {
        plan.subscribe("endless", dead.url(), "body: {jq: 'def f: f; f'}");
    }
    {
        Daemon daemon(options.program, folder, plan);
        source.until_polled();
        source.call([&](Source& openboxes) { openboxes.produce(products, 1, pace); });
        receiver.wait_for(products * healthy);
        // Nobody waits for the slow one: an attempt in flight is given up, as by a crash.
        daemon.kill();
    }
    const auto& ledger = receiver.stop();
    faults += ledger.faults(products * healthy);
    const auto sent = source.call([](Source& openboxes) { return openboxes.sent(); });
    const auto all = milliseconds_since(sent, ledger.arrivals());
    return {.median = median(all), .p99 = percentile(all, 0.99)};
}

}  // namespace

Report measure_isolation(const Options& options)
{
    Figure alone("p99, fifty healthy alone", "ms");
    Figure beside("p99, beside a dead and a slow one", "ms", ratio_at_most(1.1), "alone");
    Figure endless("p99, beside an endless program", "ms", ratio_at_most(1.1), "alone");
    Figure median_alone("p50, fifty healthy alone", "ms");
    Figure median_beside("p50, beside a dead and a slow one", "ms", std::nullopt, "alone");
    Figure median_endless("p50, beside an endless program", "ms", std::nullopt, "alone");
    Report report;
    for (std::size_t run = 0; run < options.runs; ++run) {
        const auto without = run_once(options, Beside::nobody, report.faults);
        const auto with = run_once(options, Beside::dead_and_slow, report.faults);
        const auto hostile = run_once(options, Beside::endless_program, report.faults);
        alone.add(without.p99);
        beside.add(with.p99, without.p99);
        endless.add(hostile.p99, without.p99);
        median_alone.add(without.median);
        median_beside.add(with.median, without.median);
        median_endless.add(hostile.median, without.median);
    }
    report.figures = {alone, beside, endless, median_alone, median_beside, median_endless};
    return report;
}

}  // namespace webhookd::bench
