#pragma once
// A date and a time of day as written, with its offset from UTC: what the readers of all date forms fill in.

#include <cstdint>
#include <optional>

#include "text_cursor.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::core {

/// The instants that have a four-digit year, hence an RFC 3339 text: nothing outside is read or printed.
inline constexpr Timestamp earliest_timestamp =
    std::chrono::sys_days{std::chrono::year{0} / std::chrono::January / 1};
inline constexpr Timestamp latest_timestamp =
    Timestamp{std::chrono::sys_days{std::chrono::year{10000} / std::chrono::January / 1}} -
    std::chrono::milliseconds{1};

struct CivilTime
{
    std::int64_t year = 0;
    std::int64_t month = 1;  ///< 1 … 12
    std::int64_t day = 1;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;  ///< 60, a leap second, counts as the first of the next minute
    std::int64_t millisecond = 0;
    std::int64_t offset_minutes = 0;

    /// Null when no such date or time of day exists.
    std::optional<Timestamp> instant() const;
};

/// `hh:mm`.
bool read_hour_and_minute(TextCursor& text, CivilTime& time);
/// `hh:mm:ss`.
bool read_time_of_day(TextCursor& text, CivilTime& time);
/// `Z`, `+hh:mm` or `-hh:mm`, at most 23:59.
bool read_offset(TextCursor& text, CivilTime& time);

}  // namespace webhookd::core
