// An idle daemon that tracks a large OpenBoxes: its memory, its processor time between polls at the default
// intervals, and what the baseline took.

#include <algorithm>

#include <fmt/format.h>

#include "bench/cases/cases.hpp"
#include "bench/rig/usage.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::bench {

namespace {

struct Footprint
{
    double resident = 0;      ///< MiB, idle
    double peak = 0;          ///< MiB, baseline included
    double busy = 0;          ///< percent of one processor, idle
    double baseline = 0;      ///< s
    double baseline_cpu = 0;  ///< s
};

/// products, purchase orders, movements out of and into each facility, and the inventory of each.
std::size_t streams_of(std::size_t facilities)
{
    return 2 + 3 * facilities;
}

std::size_t baselines_in(const std::string& state)
{
    try {
        auto tables = store::open_read_only(state);
        return static_cast<std::size_t>(std::ranges::count_if(
            tables->streams.all(), [](const auto& stream) { return stream.baselined_at.has_value(); }));
    } catch (const store::OpenError&) {
        return 0;  // not made yet
    }
}

Footprint track(const Options& options, std::size_t products)
{
    simulator::SeedPlan past;
    past.facilities = 5;
    past.products = options.scaled(products);
    past.movements = options.scaled(products / 20);
    past.orders = options.scaled(products / 50);
    RunningSource source(past);
    RunningReceiver receiver;
    const test::TempDir folder;
    DaemonPlan plan;
    plan.source = source.url();
    plan.subscribe("erp", receiver.url());
    plan.polling = "products: 60s, stock_movements: 30s, purchase_orders: 60s, inventory: 60s";

    Footprint measured;
    const auto began = std::chrono::steady_clock::now();
    Daemon daemon(options.program, folder, plan);
    const auto wanted = streams_of(past.facilities) + 1;  // the list of facilities is kept as a stream too
    const auto complete = [&] { return baselines_in(folder / "state.db") >= wanted; };
    if (!wait_until(complete, std::chrono::minutes(10), std::chrono::milliseconds(250)))
        throw std::runtime_error("the baseline did not end within 10 minutes");
    measured.baseline = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    measured.baseline_cpu = std::chrono::duration<double>(cpu_time(daemon.pid())).count();
    measured.peak = mebibytes(peak_resident_bytes(daemon.pid()));

    // Every stream is polled at least once in this time.
    const std::chrono::seconds idle(options.scaled(90));
    const auto before = cpu_time(daemon.pid());
    std::this_thread::sleep_for(idle);
    const std::chrono::duration<double> used = cpu_time(daemon.pid()) - before;
    measured.busy = 100 * used.count() / static_cast<double>(idle.count());
    measured.resident = mebibytes(resident_bytes(daemon.pid()));
    return measured;
}

}  // namespace

Report measure_memory(const Options& options)
{
    Report report;
    for (const auto& [products, bar] : {std::pair{10'000, 20.0}, std::pair{100'000, 40.0}}) {
        const auto of = [&](std::string_view what) { return fmt::format("{} products: {}", products, what); };
        Figure resident(of("memory, idle"), "MiB", value_at_most(bar));
        Figure peak(of("peak memory, baseline"), "MiB", value_at_most(80));
        Figure busy(of("processor, idle"), "%", value_at_most(1));
        Figure baseline(of("baseline"), "s");
        Figure baseline_cpu(of("baseline, processor"), "s");
        for (std::size_t run = 0; run < options.runs; ++run) {
            const auto measured = track(options, static_cast<std::size_t>(products));
            resident.add(measured.resident);
            peak.add(measured.peak);
            busy.add(measured.busy);
            baseline.add(measured.baseline);
            baseline_cpu.add(measured.baseline_cpu);
        }
        report.figures.insert(report.figures.end(), {resident, peak, busy, baseline, baseline_cpu});
    }
    return report;
}

}  // namespace webhookd::bench
