// Percentiles, and by what a figure is judged.

#include "bench/figure.hpp"

#include <gtest/gtest.h>

namespace webhookd::bench {
namespace {

TEST(Percentile, IsTheSmallestValueThatTheShareDoesNotExceed)
{
    EXPECT_EQ(percentile({5, 1, 4, 2, 3}, 0.5), 3);
    EXPECT_EQ(percentile({5, 1, 4, 2, 3}, 0.99), 5);
    EXPECT_EQ(percentile({7}, 0.01), 7);
}

TEST(Figure, WithABarForItsRatiosIsNotJudgedByItsValues)
{
    Figure figure("", "", ratio_at_least(0.9), "all");
    figure.add(1000, 2000);
    EXPECT_EQ(figure.is_met(), false);
    figure.add(10, 10);
    figure.add(10, 10);
    EXPECT_EQ(figure.is_met(), true);
}

TEST(Figure, WithoutABarIsNotJudged)
{
    Figure figure("", "");
    figure.add(1);
    EXPECT_EQ(figure.is_met(), std::nullopt);
}

}  // namespace
}  // namespace webhookd::bench
