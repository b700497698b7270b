// RFC 3339 and OpenBoxes' own form (openboxes-api.md 8).

#include <fmt/format.h>

#include <algorithm>

#include "civil_time.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::core {

std::string format_timestamp(Timestamp instant)
{
    using namespace std::chrono;
    instant = std::clamp(instant, earliest_timestamp, latest_timestamp);
    const auto midnight = floor<days>(instant);
    const year_month_day date{midnight};
    const hh_mm_ss time{instant - midnight};
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int{date.year()}, unsigned{date.month()},
                            unsigned{date.day()}, time.hours().count(), time.minutes().count(),
                            time.seconds().count());
    if (time.subseconds().count() != 0) text += fmt::format(".{:03}", time.subseconds().count());
    return text + 'Z';
}

std::optional<Timestamp> parse_timestamp(std::string_view text)
{
    TextCursor cursor(text);
    CivilTime time;
    const bool date = cursor.digits(4, time.year) && cursor.skip("-") && cursor.digits(2, time.month) &&
                      cursor.skip("-") && cursor.digits(2, time.day);
    if (!date || !cursor.skip("T") || !read_time_of_day(cursor, time)) return std::nullopt;
    if (cursor.skip(".")) {
        const auto fraction = cursor.digit_run();
        if (fraction.empty()) return std::nullopt;
        for (std::size_t place = 0; place < 3; ++place)
            time.millisecond = time.millisecond * 10 + (place < fraction.size() ? fraction[place] - '0' : 0);
    }
    if (!read_offset(cursor, time) || !cursor.at_end()) return std::nullopt;
    return time.instant();
}

std::optional<Timestamp> parse_openboxes_date(std::string_view text)
{
    TextCursor cursor(text);
    CivilTime time;
    const bool complete = cursor.digits(2, time.month) && cursor.skip("/") && cursor.digits(2, time.day) &&
                          cursor.skip("/") && cursor.digits(4, time.year) && cursor.skip(" ") &&
                          read_hour_and_minute(cursor, time) && cursor.skip(" ") &&
                          read_offset(cursor, time) && cursor.at_end();
    if (!complete) return std::nullopt;
    return time.instant();
}

}  // namespace webhookd::core
