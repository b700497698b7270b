// Seeded numbers repeat, unseeded ones do not.

#include "webhookd/async/random.hpp"

#include <gtest/gtest.h>

namespace webhookd::async {
namespace {

TEST(Random, SameSeedSameNumbers)
{
    Random one(7);
    Random other(7);
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(one.bits(), other.bits());
        EXPECT_EQ(one.uniform(), other.uniform());
    }
}

TEST(Random, UniformStaysBelowOne)
{
    Random random(1);
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) {
        const double value = random.uniform();
        ASSERT_GE(value, 0.0);
        ASSERT_LT(value, 1.0);
        sum += value;
    }
    EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
}

TEST(Random, UnseededOnesDiffer)
{
    Random one;
    Random other;
    EXPECT_NE(one.bits(), other.bits());
}

}  // namespace
}  // namespace webhookd::async
