// How many changes a stream brings, learned from its polls, by hour of the day.

#include "poll/change_rates.hpp"

#include <gtest/gtest.h>

namespace webhookd::poll {
namespace {

using namespace std::chrono_literals;

const core::Timestamp noon{std::chrono::sys_days(std::chrono::year(2026) / 6 / 2) + 12h};

/// The rate after an hour of polls, of which each found so much.
double after_an_hour(std::int64_t changes_each)
{
    ChangeRates rates;
    for (auto past = 0min; past <= 60min; past += 6min)
        rates.note("s", changes_each, noon + past);
    return rates.rate("s", noon + 60min);
}

TEST(ChangeRates, HourTellsWhatIsBusy)
{
    EXPECT_GT(after_an_hour(1), 60) << "240 a day, if it goes on so";
    EXPECT_LT(after_an_hour(1), 240);
}

TEST(ChangeRates, HourWithoutAChangeIsNoProofOfSilence)
{
    const auto silent = after_an_hour(0);
    EXPECT_GT(silent, 5);
    EXPECT_LT(after_an_hour(1) / silent, 50) << "intervals go with the root: one in seven";
}

TEST(ChangeRates, NightIsToldFromDay)
{
    ChangeRates rates;
    for (int hour = 0; hour < 24 * 14; ++hour) {
        const auto now = noon + std::chrono::hours(hour);
        const bool day = hour % 24 < 12;
        rates.note("s", day ? 10 : 0, now);
    }
    EXPECT_GT(rates.rate("s", noon + 24h * 14 + 3h), 5 * rates.rate("s", noon + 24h * 14 + 15h));
}

}  // namespace
}  // namespace webhookd::poll
