#include "civil_time.hpp"

namespace webhookd::core {

std::optional<Timestamp> CivilTime::instant() const
{
    using namespace std::chrono;
    const year_month_day date{std::chrono::year{static_cast<int>(year)},
                              std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    const Timestamp result = sys_days{date} + hours{hour} + minutes{minute} + seconds{second} +
                             milliseconds{millisecond} - minutes{offset_minutes};
    if (result < earliest_timestamp || result > latest_timestamp) return std::nullopt;
    return result;
}

bool read_hour_and_minute(TextCursor& text, CivilTime& time)
{
    return text.digits(2, time.hour) && text.skip(":") && text.digits(2, time.minute);
}

bool read_time_of_day(TextCursor& text, CivilTime& time)
{
    return read_hour_and_minute(text, time) && text.skip(":") && text.digits(2, time.second);
}

bool read_offset(TextCursor& text, CivilTime& time)
{
    if (text.skip("Z")) return true;
    const bool west = text.skip("-");
    if (!west && !text.skip("+")) return false;
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if (!text.digits(2, hours) || !text.skip(":") || !text.digits(2, minutes)) return false;
    if (hours > 23 || minutes > 59) return false;
    time.offset_minutes = (hours * 60 + minutes) * (west ? -1 : 1);
    return true;
}

}  // namespace webhookd::core
