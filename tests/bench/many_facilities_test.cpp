// However many facilities: at the default settings every stream is polled, every change is told, and the
// budget holds (P1, P6, issue 16).

#include <gtest/gtest.h>

#include "bench/freshness/virtual_daemon.hpp"

namespace webhookd::bench {
namespace {

using namespace std::chrono_literals;

struct ManyFacilities : ::testing::TestWithParam<std::uint32_t>
{
    /// Half an hour of busy work.
    VirtualPlan plan() const
    {
        VirtualPlan plan;
        plan.workload = {.facilities = GetParam(), .changes_per_day = 10'000, .days = 0.5 / 24, .past = 6h};
        plan.longest_first_scan = 30min;
        return plan;
    }
};

TEST_P(ManyFacilities, AreAllPolledAndAllToldWithinTheBudget)
{
    const auto run = run_virtual_daemon(plan());
    EXPECT_TRUE(run.first_scan) << run.baselined << " of " << run.streams << " streams have their baseline";
    EXPECT_EQ(run.delays.untold, 0);
    EXPECT_EQ(run.doubled, 0);
    EXPECT_LE(run.most_in_a_minute, plan().per_minute);
    EXPECT_LE(summarize(run.delays.of(depot_kinds)).mean, 20);
    EXPECT_LE(summarize(run.delays.of(office_kinds)).mean, 15);
}

TEST_P(ManyFacilities, AreAllToldWithoutTheGenericApi)
{
    auto without = plan();
    without.generic_api = simulator::GenericApi::forbidden;
    const auto run = run_virtual_daemon(without);
    EXPECT_TRUE(run.first_scan) << run.baselined << " of " << run.streams << " streams have their baseline";
    EXPECT_EQ(run.delays.untold, 0);
    EXPECT_EQ(run.doubled, 0);
    EXPECT_LE(run.most_in_a_minute, without.per_minute);
}

INSTANTIATE_TEST_SUITE_P(Sizes, ManyFacilities, ::testing::Values(8, 14, 60, 100),
                         [](const auto& size) { return std::to_string(size.param); });

}  // namespace
}  // namespace webhookd::bench
