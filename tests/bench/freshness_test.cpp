// The made-up work and the schedules that the benchmark of freshness compares with.

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "bench/freshness/schedules.hpp"
#include "bench/freshness/virtual_daemon.hpp"

namespace webhookd::bench {
namespace {

using namespace std::chrono_literals;

std::vector<Change> told(const WorkloadPlan& plan)
{
    auto changes = make_workload(plan);
    std::erase_if(changes, [](const Change& change) { return change.at < 0ms || !is_told(change.kind); });
    return changes;
}

TEST(Workload, IsTheSameForASeedAndAnotherForAnother)
{
    auto instants = [](std::uint64_t seed) {
        std::vector<Moment> all;
        for (const auto& change : make_workload({.seed = seed}))
            all.push_back(change.at);
        return all;
    };
    EXPECT_EQ(instants(3), instants(3));
    EXPECT_NE(instants(3), instants(4));
}

TEST(Workload, HasAboutTheChangesADayThatWereAskedFor)
{
    const WorkloadPlan plan{.facilities = 60, .changes_per_day = 2'000, .days = 5};
    EXPECT_NEAR(static_cast<double>(told(plan).size()) / plan.days, 2'000, 200);
}

TEST(Workload, TellsOfNoMovementBeforeItExists)
{
    std::set<std::uint32_t> created, shipped;
    for (const auto& change : make_workload({.facilities = 20, .days = 3})) {
        if (change.kind == ChangeKind::movement_created) created.insert(change.subject);
        if (change.kind == ChangeKind::shipped) {
            EXPECT_TRUE(created.contains(change.subject));
            EXPECT_TRUE(shipped.insert(change.subject).second);
        }
        if (change.kind == ChangeKind::received) EXPECT_TRUE(shipped.contains(change.subject));
    }
    EXPECT_FALSE(shipped.empty());
}

TEST(Workload, AFewSitesDoMostOfTheWork)
{
    std::vector<std::size_t> per_site(100);
    std::size_t all = 0;
    for (const auto& change : told({.facilities = 100, .changes_per_day = 5'000})) {
        if (change.kind != ChangeKind::adjusted) continue;
        ++per_site[change.facility];
        ++all;
    }
    std::ranges::sort(per_site, std::greater());
    EXPECT_GT(2 * std::accumulate(per_site.begin(), per_site.begin() + 20, std::size_t{0}), all);
}

TEST(Workload, BringsABurstWithinOneMinute)
{
    const WorkloadPlan plan{.facilities = 60, .burst = 300};
    std::vector<Moment> sent;
    for (const auto& change : told(plan)) {
        if (change.of_burst) sent.push_back(change.at);
    }
    ASSERT_EQ(sent.size(), 300);
    EXPECT_LE(sent.back() - sent.front(), 1min);
}

/// The first release as it was measured: 24 lists got their first scan, whatever the number of facilities.
TEST(FirstRelease, LeavesListsWithoutAFirstScanForEver)
{
    for (const std::uint32_t facilities : {8U, 14U, 60U}) {
        const auto run = run_first_release({}, {.facilities = facilities, .per_minute = 50, .end = 3h});
        EXPECT_EQ(run.scanned, 24) << "of " << run.lists;
        EXPECT_FALSE(run.all_scanned);
    }
}

TEST(FirstRelease, ScansFiveFacilities)
{
    EXPECT_TRUE(run_first_release({}, {.facilities = 5, .per_minute = 50, .end = 1h}).all_scanned);
}

TEST(FairTurns, TakeHalfARoundOnAverage)
{
    const WorkloadPlan plan{.facilities = 60, .changes_per_day = 5'000};
    const auto run = run_fair_turns(make_workload(plan), {.facilities = 60, .per_minute = 50, .end = 24h});
    const double round = (2 + 3 * 60) * 60.0 / 50;
    const auto adjusted = summarize(run.delays.of(ChangeKind::adjusted));
    EXPECT_NEAR(adjusted.mean, round / 2, round / 40);
    EXPECT_LE(adjusted.worst, round);
}

TEST(BestFixed, GoesWithTheSquareRootOfTheRates)
{
    const auto frequencies = best_frequencies({{.list = 0, .rate = 1}, {.list = 1, .rate = 16}}, 3, 50);
    EXPECT_NEAR(frequencies[0], 10, 1e-6);
    EXPECT_NEAR(frequencies[1], 40, 1e-6);
    EXPECT_EQ(frequencies[2], 0);
}

TEST(BestFixed, IsNotBetteredByMovingRequestsFromOneListToAnother)
{
    const std::vector<Demand> demands = {{.list = 0, .other = 1, .rate = 5},
                                         {.list = 1, .rate = 2},
                                         {.list = 2, .other = 3, .rate = 9},
                                         {.list = 3, .other = 0, .rate = 1},
                                         {.list = 4, .rate = 3}};
    const auto best = best_frequencies(demands, 5, 50);
    for (std::size_t from = 0; from < best.size(); ++from) {
        for (std::size_t to = 0; to < best.size(); ++to) {
            auto other = best;
            const auto moved = 0.02 * best[from];
            other[from] -= moved;
            other[to] += moved;
            EXPECT_GE(expected_delay(demands, other) * 1.001, expected_delay(demands, best)) << from << to;
        }
    }
}

TEST(BestFixed, ReplayTakesWhatIsExpected)
{
    const WorkloadPlan plan{.facilities = 20, .changes_per_day = 10'000};
    const auto changes = make_workload(plan);
    const ModelPlan model{.facilities = 20, .per_minute = 50, .end = 24h};
    const auto best = run_best_fixed(changes, model, rates_of(changes, plan));
    const auto fair = run_fair_turns(changes, model);
    EXPECT_LT(summarize(best.delays.of(depot_kinds)).mean, 0.8 * summarize(fair.delays.of(depot_kinds)).mean);
}

TEST(VirtualDaemon, TellsAllChangesWithinTheBudget)
{
    VirtualPlan plan;
    plan.workload = {.facilities = 2, .changes_per_day = 2'000, .days = 0.5 / 24, .past = 6h};
    const auto run = run_virtual_daemon(plan);
    EXPECT_GT(run.delays.of(depot_kinds).size(), 10);
    EXPECT_EQ(run.delays.untold, 0);
    EXPECT_EQ(run.doubled, 0);
    EXPECT_LE(run.most_in_a_minute, plan.per_minute);
    EXPECT_GE(summarize(run.delays.of(depot_kinds)).mean, 0.15) << "an answer takes that long";
}

TEST(VirtualDaemon, EveryRunIsTheSame)
{
    VirtualPlan plan;
    plan.workload = {.facilities = 2, .changes_per_day = 2'000, .days = 0.25 / 24, .past = 6h};
    const auto first = run_virtual_daemon(plan);
    const auto second = run_virtual_daemon(plan);
    EXPECT_EQ(first.delays.seconds, second.delays.seconds);
    EXPECT_EQ(first.requests, second.requests);
}

TEST(VirtualDaemon, OutageDelaysAndLosesNothing)
{
    VirtualPlan plan;
    plan.workload = {.facilities = 1, .changes_per_day = 2'000, .days = 0.5 / 24, .past = 6h};
    plan.outages = {{5min, 10min}};
    const auto run = run_virtual_daemon(plan);
    EXPECT_EQ(run.delays.untold, 0);
    EXPECT_GT(summarize(run.delays.of(depot_kinds)).worst, 60);
}

}  // namespace
}  // namespace webhookd::bench
