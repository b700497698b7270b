// How long a change in OpenBoxes takes to become an event: days of work of many depots, lived through by the
// daemon's poller in virtual time, beside three schedules without feeds that see the same changes.

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "bench/cases/cases.hpp"
#include "bench/freshness/schedules.hpp"
#include "bench/freshness/virtual_daemon.hpp"

namespace webhookd::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto a_day = std::chrono::duration<double>(24h);

/// One combination of the options.
struct Setting
{
    VirtualPlan plan;

    std::string name() const
    {
        return fmt::format("{} depots, {:g}/day, {}/min", plan.workload.facilities,
                           plan.workload.changes_per_day, plan.per_minute);
    }
    /// The one for which the bars are: a shared plan's budget, and a country's work.
    bool is_judged() const { return plan.per_minute == 50 && plan.workload.changes_per_day == 2'000; }
};

/// What these sites do in the long run: in a short one, chance would tell the schedule what is going to
/// happen.
Rates known_rates(WorkloadPlan plan)
{
    plan.days = std::max(plan.days, 20.0);
    plan.burst = 0;
    return rates_of(make_workload(plan), plan);
}

class Freshness
{
  public:
    explicit Freshness(const Options& options) : options_(options) {}

    Report measure()
    {
        for (const auto budget : options_.freshness.budgets) {
            for (const auto changes : options_.freshness.changes) {
                if (!does("sizes")) break;
                for (const auto facilities : options_.freshness.facilities)
                    measure_setting(setting(facilities, budget, changes));
            }
            for (const std::uint32_t facilities : {10U, 100U, 1000U})
                if (does("first-scan")) measure_first_scan(facilities, budget);
            if (does("troubles")) measure_troubles(budget);
        }
        return std::move(report_);
    }

  private:
    bool does(std::string_view part) const
    {
        return std::ranges::find(options_.freshness.parts, part) != options_.freshness.parts.end();
    }

    Setting setting(std::uint32_t facilities, std::size_t budget, double changes) const
    {
        Setting chosen;
        chosen.plan.workload.facilities = facilities;
        chosen.plan.workload.changes_per_day = changes;
        chosen.plan.workload.days = options_.freshness.days * options_.scale;
        chosen.plan.per_minute = budget;
        return chosen;
    }

    void add(const std::string& name, const std::string& unit, double value, std::optional<Bar> bar = {})
    {
        report_.figures.emplace_back(name, unit, bar).add(value);
    }
    void add_detail(const std::string& name, double value)
    {
        add(name, "s", value);
        report_.figures.back().is_detail = true;
    }

    void add_details(const std::string& name, const Delays& delays)
    {
        say(fmt::format("{:<58} {:>8} {:>8} {:>8} {:>8} {:>8}\n", name, "changes", "mean", "median", "95 %",
                        "worst"));
        for (std::size_t at = 0; at < told_kinds; ++at) {
            const auto kind = static_cast<ChangeKind>(at);
            const auto type = event_type_of(kind);
            const auto sum = summarize(delays.of(kind));
            say(fmt::format("  {:<56} {:>8} {:>8.1f} {:>8.1f} {:>8.1f} {:>8.1f} s\n", type, sum.count,
                            sum.mean, sum.median, sum.most, sum.worst));
            add_detail(fmt::format("{}: {}, mean", name, type), sum.mean);
            add_detail(fmt::format("{}: {}, median", name, type), sum.median);
            add_detail(fmt::format("{}: {}, 95 %", name, type), sum.most);
            add_detail(fmt::format("{}: {}, worst", name, type), sum.worst);
        }
        if (delays.untold > 0) say(fmt::format("  not told when the time was up: {}\n", delays.untold));
    }

    /// At once: the next lines may take minutes.
    static void say(const std::string& text)
    {
        std::fputs(text.c_str(), stdout);
        std::fflush(stdout);
    }

    double mean_of_model(const std::string& name, const ModelRun& run)
    {
        add_details(name, run.delays);
        const auto mean = summarize(run.delays.of(depot_kinds)).mean;
        add(name + ": mean", "s", mean);
        return mean;
    }

    /// Adds what is asked of every run of the daemon itself.
    VirtualRun run_daemon(const std::string& name, const VirtualPlan& plan)
    {
        auto run = run_virtual_daemon(plan);
        add_details(name, run.delays);
        report_.faults.lost += run.delays.untold;
        report_.faults.doubled += run.doubled;
        add(name + ": most in 60 s", "", static_cast<double>(run.most_in_a_minute),
            value_at_most(static_cast<double>(plan.per_minute)));
        return run;
    }

    void measure_setting(const Setting& setting)
    {
        const auto& plan = setting.plan;
        const auto changes = make_workload(plan.workload);
        const ModelPlan model{plan.workload.facilities, plan.per_minute,
                              std::chrono::floor<Moment>(plan.workload.days * a_day)};
        mean_of_model(setting.name() + ", first release", run_first_release(changes, model));
        mean_of_model(setting.name() + ", fair turns", run_fair_turns(changes, model));
        const auto best = mean_of_model(setting.name() + ", best fixed",
                                        run_best_fixed(changes, model, known_rates(plan.workload)));
        if (options_.freshness.feeds != "on") measure_without_feeds(setting, best);
        if (options_.freshness.feeds != "off") measure_with_feeds(setting);
    }

    void measure_without_feeds(const Setting& setting, double best)
    {
        auto plan = setting.plan;
        plan.feeds = false;
        const auto name = setting.name() + ", without feeds";
        const auto run = run_daemon(name, plan);
        Figure mean(name + ": mean", "s", ratio_at_most(1.3), "best fixed");
        mean.add(summarize(run.delays.of(depot_kinds)).mean, best);
        report_.figures.push_back(std::move(mean));
        add(name + ": budget used", "%", 100 * run.used, value_at_least(95));
    }

    void measure_with_feeds(const Setting& setting)
    {
        auto bar = [&](double value) {
            return setting.is_judged() ? std::optional(value_at_most(value)) : std::nullopt;
        };
        const auto name = setting.name() + ", with feeds";
        const auto run = run_daemon(name, setting.plan);
        const auto depots = summarize(run.delays.of(depot_kinds));
        add(name + ": mean", "s", depots.mean, bar(10));
        add(name + ": worst", "s", depots.worst, bar(60));
        add(name + ": products and orders, mean", "s", summarize(run.delays.of(office_kinds)).mean, bar(15));
        add(name + ": budget used", "%", 100 * run.used);
    }

    void measure_first_scan(std::uint32_t facilities, std::size_t budget)
    {
        auto chosen = setting(facilities, budget, 2'000);
        chosen.plan.workload.days = 0;
        const auto run = run_virtual_daemon(chosen.plan);
        const auto taken = run.first_scan.value_or(chosen.plan.longest_first_scan);
        const auto minutes = std::chrono::duration<double, std::ratio<60>>(taken).count();
        add(chosen.name() + ": first scan", "min", minutes,
            budget == 50 && facilities == 100 ? std::optional(value_at_most(12)) : std::nullopt);
        add(chosen.name() + ": budget used meanwhile", "%", 100 * run.used_in_first_scan, value_at_least(95));
    }

    void measure_troubles(std::size_t budget)
    {
        constexpr std::uint32_t facilities = 60;
        if (options_.freshness.feeds == "off") return;

        const bool judged = budget == 50;
        auto busy = setting(facilities, budget, 10'000);
        auto name = busy.name() + ", busy";
        add(name + ": mean", "s", summarize(run_daemon(name, busy.plan).delays.of(depot_kinds)).mean,
            judged ? std::optional(value_at_most(20)) : std::nullopt);
        busy.plan.workload.burst = 300;
        name = busy.name() + ", 300 at once";
        add(name + ": the last of these", "s", summarize(run_daemon(name, busy.plan).delays.of_burst).worst,
            judged ? std::optional(value_at_most(480)) : std::nullopt);

        auto broken = setting(facilities, budget, 2'000);
        const auto length = std::chrono::floor<Moment>(broken.plan.workload.days * a_day);
        broken.plan.outages = {{length / 5, length / 24}};
        name = broken.name() + ", out for a 24th of the time";
        add(name + ": worst", "s", summarize(run_daemon(name, broken.plan).delays.of(depot_kinds)).worst);

        auto slow = setting(facilities, budget, 2'000);
        slow.plan.latency = 4s;
        name = slow.name() + ", 4 s an answer";
        add(name + ": mean", "s", summarize(run_daemon(name, slow.plan).delays.of(depot_kinds)).mean);
    }

    const Options& options_;
    Report report_;
};

}  // namespace

Report measure_freshness(const Options& options)
{
    return Freshness(options).measure();
}

}  // namespace webhookd::bench
