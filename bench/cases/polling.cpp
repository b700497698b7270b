// What polling costs the processor: a round in which nothing happened, and a full scan of a large list
// compared with parsing its pages alone.

#include <ctime>

#include "bench/cases/cases.hpp"
#include "bench/rig/usage.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::bench {

namespace {

/// Of the calling thread, in milliseconds.
double thread_milliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

double parse_all(const std::vector<std::string>& pages)
{
    const auto began = thread_milliseconds();
    for (const auto& page : pages)
        (void)Json::parse(page);
    return thread_milliseconds() - began;
}

double milliseconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

DaemonPlan plan_for(RunningSource& source, const RunningReceiver& receiver)
{
    DaemonPlan plan;
    plan.source = source.url();
    plan.subscribe("erp", receiver.url());
    return plan;
}

struct ScanCost
{
    double scan = 0;   ///< ms of the daemon's processor time for one scan
    double parse = 0;  ///< ms for parsing its pages
};

ScanCost scan_cost(const Options& options)
{
    constexpr std::size_t scans = 3;
    simulator::SeedPlan past;
    past.products = options.scaled(100'000);
    RunningSource source(past);
    RunningReceiver receiver;
    const test::TempDir folder;
    auto plan = plan_for(source, receiver);
    plan.polling = "products: 2s, reconcile: 1s, stock_movements: off, purchase_orders: off, inventory: off";
    Daemon daemon(options.program, folder, plan);

    const auto begun = [&](std::size_t count) {
        source.until([count](Source& openboxes) { return openboxes.scans() >= count; });
        return cpu_time(daemon.pid());
    };
    const auto first = begun(2);  // after the baseline
    source.call([](Source& openboxes) { openboxes.keep_pages(); });
    const auto last = begun(2 + scans);
    daemon.kill();
    const auto pages = source.call([](Source& openboxes) { return openboxes.pages(); });
    return {.scan = milliseconds(last - first) / scans, .parse = parse_all(pages) / scans};
}

double round_cost(const Options& options)
{
    constexpr std::size_t facilities = 5;
    constexpr std::size_t streams = 2 + 3 * facilities;
    simulator::SeedPlan past;
    past.facilities = facilities;
    past.products = options.scaled(10'000);
    past.movements = options.scaled(500);
    past.orders = options.scaled(200);
    RunningSource source(past);
    RunningReceiver receiver;
    const test::TempDir folder;
    auto plan = plan_for(source, receiver);
    plan.polling = "products: 1s, stock_movements: 1s, purchase_orders: 1s, inventory: 1s";
    Daemon daemon(options.program, folder, plan);

    const auto requests = [&](std::uint64_t count) {
        source.until([count](Source& openboxes) { return openboxes.requests() >= count; });
        return cpu_time(daemon.pid());
    };
    // The baselines are behind it once the last of many polls for new products was answered.
    source.until([](Source& openboxes) { return openboxes.answers().size() >= 10; });
    const auto now = source.call([](Source& openboxes) { return openboxes.requests(); });
    const auto rounds = options.scaled(20);
    const auto before = cpu_time(daemon.pid());
    const auto after = requests(now + rounds * streams);
    daemon.kill();
    return milliseconds(after - before) / static_cast<double>(rounds);
}

}  // namespace

Report measure_polling(const Options& options)
{
    Figure round("empty round of 17 streams", "ms", value_at_most(20));
    Figure parse("parsing the pages of 100,000 products", "ms");
    Figure scan("full scan of 100,000 products", "ms", ratio_at_most(1.5), "parsing alone");
    Report report;
    for (std::size_t turn = 0; turn < options.runs; ++turn) {
        round.add(round_cost(options));
        const auto cost = scan_cost(options);
        parse.add(cost.parse);
        scan.add(cost.scan, cost.parse);
    }
    report.figures = {round, parse, scan};
    return report;
}

}  // namespace webhookd::bench
