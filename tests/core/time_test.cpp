// Instants and durations: what is read, what is refused, how they are printed.

#include "webhookd/core/time.hpp"

#include <gtest/gtest.h>

#include "support/property.hpp"

namespace webhookd::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;

constexpr Timestamp june_second = sys_days{year{2026} / 6 / 2} + hours{10} + minutes{11} + seconds{12};

TEST(Timestamp, PrintsMillisecondsOnlyWhenThereAreAny)
{
    EXPECT_EQ(format_timestamp(june_second), "2026-06-02T10:11:12Z");
    EXPECT_EQ(format_timestamp(june_second + milliseconds{340}), "2026-06-02T10:11:12.340Z");
    EXPECT_EQ(format_timestamp(june_second + milliseconds{7}), "2026-06-02T10:11:12.007Z");
    EXPECT_EQ(format_timestamp(Timestamp{}), "1970-01-01T00:00:00Z");
}

TEST(Timestamp, PrintsInstantsBefore1970)
{
    EXPECT_EQ(format_timestamp(Timestamp{milliseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

TEST(Timestamp, PrintsInstantsBeyondFourDigitYearsAsTheLastOne)
{
    EXPECT_EQ(format_timestamp(Timestamp::max()), "9999-12-31T23:59:59.999Z");
    EXPECT_EQ(format_timestamp(Timestamp::min()), "0000-01-01T00:00:00Z");
}

TEST(Timestamp, ReadsUtc)
{
    EXPECT_EQ(parse_timestamp("2026-06-02T10:11:12Z"), june_second);
    EXPECT_EQ(parse_timestamp("2026-06-02T10:11:12.340Z"), june_second + milliseconds{340});
}

TEST(Timestamp, ReadsOffsets)
{
    EXPECT_EQ(parse_timestamp("2026-06-02T15:41:12+05:30"), june_second);
    EXPECT_EQ(parse_timestamp("2026-06-02T05:11:12-05:00"), june_second);
    EXPECT_EQ(parse_timestamp("2026-06-02T10:11:12-00:00"), june_second);
    EXPECT_EQ(parse_timestamp("2027-01-01T00:30:00+01:00"),
              sys_days{year{2026} / 12 / 31} + hours{23} + minutes{30});
}

TEST(Timestamp, ReadsFractionsOfAnyLengthAndDropsWhatIsBelowMilliseconds)
{
    EXPECT_EQ(parse_timestamp("2026-06-02T10:11:12.3Z"), june_second + milliseconds{300});
    EXPECT_EQ(parse_timestamp("2026-06-02T10:11:12.34Z"), june_second + milliseconds{340});
    EXPECT_EQ(parse_timestamp("2026-06-02T10:11:12.3409999999999999999999Z"),
              june_second + milliseconds{340});
}

TEST(Timestamp, KnowsLeapYears)
{
    EXPECT_TRUE(parse_timestamp("2024-02-29T00:00:00Z"));
    EXPECT_TRUE(parse_timestamp("2000-02-29T00:00:00Z"));
    EXPECT_FALSE(parse_timestamp("2026-02-29T00:00:00Z"));
    EXPECT_FALSE(parse_timestamp("1900-02-29T00:00:00Z"));
}

TEST(Timestamp, ReadsALeapSecondAsTheNextMinute)
{
    EXPECT_EQ(parse_timestamp("2016-12-31T23:59:60Z"), sys_days{year{2017} / 1 / 1});
}

TEST(Timestamp, RefusesATextWithoutZone)  // F-19: it would be the server's local time
{
    EXPECT_FALSE(parse_timestamp("2026-06-02T10:11:12"));
    EXPECT_FALSE(parse_timestamp("2026-06-02T10:11:12.340"));
    EXPECT_FALSE(parse_timestamp("2026-06-02"));
    EXPECT_FALSE(parse_timestamp("06/02/2026"));
}

class GarbageTimestamp : public testing::TestWithParam<const char*>
{
};

TEST_P(GarbageTimestamp, IsRefused)
{
    EXPECT_FALSE(parse_timestamp(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Timestamp, GarbageTimestamp,
    testing::Values("", "Z", "null", "2026-06-02T10:11:12Z ", " 2026-06-02T10:11:12Z", "2026-06-02 10:11:12Z",
                    "2026-6-2T10:11:12Z", "2026-00-02T10:11:12Z", "2026-13-02T10:11:12Z",
                    "2026-06-00T10:11:12Z", "2026-06-31T10:11:12Z", "2026-06-02T24:00:00Z",
                    "2026-06-02T10:60:00Z", "2026-06-02T10:11:61Z", "2026-06-02T10:11Z",
                    "2026-06-02T10:11:12.Z", "2026-06-02T10:11:12,3Z", "2026-06-02T10:11:12+0530",
                    "2026-06-02T10:11:12+5:30", "2026-06-02T10:11:12+24:00", "2026-06-02T10:11:12+01:60",
                    "2026-06-02T10:11:12+", "+2026-06-02T10:11:12Z", "-026-06-02T10:11:12Z",
                    "20260602T101112Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"));

RC_GTEST_PROP(Timestamp, IsReadBackAsPrinted, ())
{
    const Timestamp instant{
        milliseconds{*rc::gen::inRange<std::int64_t>(-62'167'219'200'000, 253'402'300'800'000)}};
    RC_ASSERT(parse_timestamp(format_timestamp(instant)) == instant);
}

RC_GTEST_PROP(Timestamp, ReadingAnyTextIsSafe, (const std::string& text))
{
    parse_timestamp(text);
    parse_openboxes_date(text);
    parse_http_date(text);
    parse_duration(text);
}

TEST(OpenBoxesDate, ReadsTheServersZone)
{
    EXPECT_EQ(parse_openboxes_date("06/02/2026 00:00 Z"), sys_days{year{2026} / 6 / 2});
    EXPECT_EQ(parse_openboxes_date("06/09/2026 00:00 -05:00"), sys_days{year{2026} / 6 / 9} + hours{5});
    EXPECT_EQ(parse_openboxes_date("06/09/2026 00:00 +05:45"),
              sys_days{year{2026} / 6 / 8} + hours{18} + minutes{15});
    EXPECT_EQ(parse_openboxes_date("02/29/2028 23:59 Z"), sys_days{year{2028} / 3 / 1} - minutes{1});
}

TEST(OpenBoxesDate, RefusesWhatHasNoZoneOrIsNoDate)  // F-19
{
    for (const auto* text :
         {"06/02/2026", "06/02/2026 14:00", "06/02/2026 14:00 ", "13/02/2026 14:00 Z", "02/30/2026 14:00 Z",
          "6/2/2026 14:00 Z", "06/02/2026 14:00Z", "06/02/2026 14:00 +0500", "06/02/2026 24:00 Z",
          "2026-06-02T14:00:05Z", "", "06/02/2026 14:00 Zulu"})
        EXPECT_FALSE(parse_openboxes_date(text)) << text;
}

TEST(HttpDate, ReadsTheThreeFormsOfTheRfc)  // F-16: Retry-After is read against the answer's Date
{
    const Timestamp expected = sys_days{year{1994} / 11 / 6} + hours{8} + minutes{49} + seconds{37};
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
    EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), expected);
    EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), expected);
    EXPECT_EQ(parse_http_date("Wed Nov 16 08:49:37 1994"), expected + days{10});
}

TEST(HttpDate, ReadsTwoDigitYearsUpTo68AsThisCentury)
{
    EXPECT_EQ(parse_http_date("Tuesday, 02-Jun-26 10:11:12 GMT"), june_second);
    EXPECT_EQ(parse_http_date("Sunday, 01-Jan-68 00:00:00 GMT"), sys_days{year{2068} / 1 / 1});
    EXPECT_EQ(parse_http_date("Wednesday, 01-Jan-69 00:00:00 GMT"), sys_days{year{1969} / 1 / 1});
}

TEST(HttpDate, RefusesGarbage)
{
    for (const auto* text :
         {"", "120", "2026-06-02T10:11:12Z", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
          "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 08:49:37 GMT+1", "Sun Nov 6 08:49:37 1994"})
        EXPECT_FALSE(parse_http_date(text)) << text;
}

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
