// RFC 9110 5.6.7. The day of the week must be one, but need not be that of the date: it carries no
// information.

#include <array>

#include "civil_time.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::core {

namespace {

using namespace std::string_view_literals;

constexpr std::array short_days{"Sun"sv, "Mon"sv, "Tue"sv, "Wed"sv, "Thu"sv, "Fri"sv, "Sat"sv};
constexpr std::array long_days{"Sunday"sv,   "Monday"sv, "Tuesday"sv, "Wednesday"sv,
                               "Thursday"sv, "Friday"sv, "Saturday"sv};
constexpr std::array months{"Jan"sv, "Feb"sv, "Mar"sv, "Apr"sv, "May"sv, "Jun"sv,
                            "Jul"sv, "Aug"sv, "Sep"sv, "Oct"sv, "Nov"sv, "Dec"sv};

bool read_month(TextCursor& cursor, CivilTime& time)
{
    std::int64_t index = 0;
    if (!cursor.word(months, index)) return false;
    time.month = index + 1;
    return true;
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`
bool read_fixdate(TextCursor cursor, CivilTime& time)
{
    std::int64_t weekday = 0;
    return cursor.word(short_days, weekday) && cursor.skip(", ") && cursor.digits(2, time.day) &&
           cursor.skip(" ") && read_month(cursor, time) && cursor.skip(" ") && cursor.digits(4, time.year) &&
           cursor.skip(" ") && read_time_of_day(cursor, time) && cursor.skip(" GMT") && cursor.at_end();
}

/// `Sunday, 06-Nov-94 08:49:37 GMT`
bool read_rfc850(TextCursor cursor, CivilTime& time)
{
    std::int64_t weekday = 0;
    const bool complete = cursor.word(long_days, weekday) && cursor.skip(", ") &&
                          cursor.digits(2, time.day) && cursor.skip("-") && read_month(cursor, time) &&
                          cursor.skip("-") && cursor.digits(2, time.year) && cursor.skip(" ") &&
                          read_time_of_day(cursor, time) && cursor.skip(" GMT") && cursor.at_end();
    // The RFC decides by "more than 50 years from now", for which a pure function would need a clock; POSIX
    // decides at 69, and the two agree until 2119 for every date a server sends.
    time.year += time.year < 69 ? 2000 : 1900;
    return complete;
}

/// `Sun, 06-Nov-1994 08:49:37 GMT`: of no RFC, and what older servers write as the end of a cookie.
bool read_netscape(TextCursor cursor, CivilTime& time)
{
    std::int64_t weekday = 0;
    return cursor.word(short_days, weekday) && cursor.skip(", ") && cursor.digits(2, time.day) &&
           cursor.skip("-") && read_month(cursor, time) && cursor.skip("-") && cursor.digits(4, time.year) &&
           cursor.skip(" ") && read_time_of_day(cursor, time) && cursor.skip(" GMT") && cursor.at_end();
}

/// `Sun Nov  6 08:49:37 1994`
bool read_asctime(TextCursor cursor, CivilTime& time)
{
    std::int64_t weekday = 0;
    return cursor.word(short_days, weekday) && cursor.skip(" ") && read_month(cursor, time) &&
           cursor.skip(" ") && (cursor.skip(" ") ? cursor.digits(1, time.day) : cursor.digits(2, time.day)) &&
           cursor.skip(" ") && read_time_of_day(cursor, time) && cursor.skip(" ") &&
           cursor.digits(4, time.year) && cursor.at_end();
}

}  // namespace

std::optional<Timestamp> parse_http_date(std::string_view text)
{
    for (auto* read : {read_fixdate, read_rfc850, read_netscape, read_asctime}) {
        CivilTime time;
        if (read(TextCursor(text), time)) return time.instant();
    }
    return std::nullopt;
}

}  // namespace webhookd::core
