// Durations as people write them in the configuration, read and printed.

#include <gtest/gtest.h>

#include "support/property.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::core {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsOneNumberAndOneUnit)
{
    EXPECT_EQ(parse_duration("500ms"), 500ms);
    EXPECT_EQ(parse_duration("30s"), 30s);
    EXPECT_EQ(parse_duration("5m"), 5min);
    EXPECT_EQ(parse_duration("2h"), 2h);
    EXPECT_EQ(parse_duration("7d"), 168h);
    EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Duration, RefusesEverythingElse)
{
    for (const auto* text : {"", "s", "5", "5 s", " 5s", "5s ", "-5s", "+5s", "1.5s", "1e3s", "5S", "5min",
                             "5w", "1h30m", "0x10s", "9223372036854775808ms", "99999999999999999999s"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, RefusesWhatMillisecondsCannotHold)
{
    EXPECT_EQ(parse_duration("9223372036854775807ms"), Duration::max());
    EXPECT_TRUE(parse_duration("106751991167d"));
    EXPECT_FALSE(parse_duration("106751991168d"));
}

TEST(Duration, PrintsTheLargestUnitThatIsExact)
{
    EXPECT_EQ(format_duration(90'000ms), "90s");
    EXPECT_EQ(format_duration(7'200'000ms), "2h");
    EXPECT_EQ(format_duration(120s), "2m");
    EXPECT_EQ(format_duration(48h), "2d");
    EXPECT_EQ(format_duration(1'500ms), "1500ms");
    EXPECT_EQ(format_duration(0ms), "0s");
}

RC_GTEST_PROP(Duration, IsReadBackAsPrinted, ())
{
    const auto unit = *rc::gen::element(1LL, 1000LL, 60'000LL, 3'600'000LL, 86'400'000LL);
    const Duration duration{*rc::gen::inRange(0LL, 100'000'000LL) * unit};
    RC_ASSERT(parse_duration(format_duration(duration)) == duration);
}

}  // namespace
}  // namespace webhookd::core
