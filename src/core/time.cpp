// How instants and durations are printed and read: RFC 3339, OpenBoxes' own form (openboxes-api.md 8), the
// dates of HTTP, and the table of units. By hand, since neither std::chrono::parse, which libstdc++ 12 lacks,
// nor date::parse nor strptime refuses what is not of the form: they take `6/2/2026 14:00`, `+2026-06-02` and
// a zone without the blank before it.

#include "webhookd/core/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace webhookd::core {

namespace {

using namespace std::string_view_literals;

/// The instants that have a four-digit year, hence an RFC 3339 text: nothing outside is read or printed.
constexpr Timestamp earliest = std::chrono::sys_days{std::chrono::year{0} / std::chrono::January / 1};
constexpr Timestamp latest =
    Timestamp{std::chrono::sys_days{std::chrono::year{10000} / std::chrono::January / 1}} -
    std::chrono::milliseconds{1};

constexpr std::array short_days{"Sun"sv, "Mon"sv, "Tue"sv, "Wed"sv, "Thu"sv, "Fri"sv, "Sat"sv};
constexpr std::array long_days{"Sunday"sv,   "Monday"sv, "Tuesday"sv, "Wednesday"sv,
                               "Thursday"sv, "Friday"sv, "Saturday"sv};
constexpr std::array months{"Jan"sv, "Feb"sv, "Mar"sv, "Apr"sv, "May"sv, "Jun"sv,
                            "Jul"sv, "Aug"sv, "Sep"sv, "Oct"sv, "Nov"sv, "Dec"sv};

/// A date and a time of day as written, with its offset from UTC.
struct CivilTime
{
    int year = 0;
    int month = 1;  ///< 1 … 12
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;  ///< 60, a leap second, counts as the first of the next minute
    int millisecond = 0;
    int offset_minutes = 0;

    /// Null when no such date or time of day exists.
    std::optional<Timestamp> instant() const
    {
        using namespace std::chrono;
        const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                  std::chrono::day{static_cast<unsigned>(day)}};
        if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
        const Timestamp result = sys_days{date} + hours{hour} + minutes{minute} + seconds{second} +
                                 milliseconds{millisecond} - minutes{offset_minutes};
        if (result < earliest || result > latest) return std::nullopt;
        return result;
    }
};

// Each takes what it reads from the beginning of the text, or says that the text does not begin so.

bool skip(std::string_view& text, std::string_view expected)
{
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

bool read_digits(std::string_view& text, std::size_t count, int& value)
{
    if (text.size() < count) return false;
    value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return false;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return true;
}

/// `number` is that of the word, from 1.
template <class Words>
bool read_word(std::string_view& text, const Words& words, int& number)
{
    const auto word = std::ranges::find_if(words, [&](std::string_view known) { return skip(text, known); });
    number = static_cast<int>(word - words.begin()) + 1;
    return word != words.end();
}

/// Nothing, or a point and digits, of which those after the third are dropped.
bool read_fraction(std::string_view& text, int& millisecond)
{
    if (!skip(text, ".")) return true;
    const auto length = std::min(text.find_first_not_of("0123456789"), text.size());
    for (std::size_t place = 0; place < 3; ++place)
        millisecond = millisecond * 10 + (place < length ? text[place] - '0' : 0);
    text.remove_prefix(length);
    return length > 0;
}

/// `Z`, `+hh:mm` or `-hh:mm`, at most 23:59.
bool read_offset(std::string_view& text, int& offset_minutes)
{
    if (skip(text, "Z")) return true;
    const bool west = text.starts_with('-');
    int hours = 0;
    int minutes = 0;
    if (!skip(text, west ? "-" : "+") || !read_digits(text, 2, hours) || !skip(text, ":") ||
        !read_digits(text, 2, minutes))
        return false;
    offset_minutes = (hours * 60 + minutes) * (west ? -1 : 1);
    return hours <= 23 && minutes <= 59;
}

/// The part of a date that the letter names, as strptime(3) has it.
bool read_part(char letter, std::string_view& text, CivilTime& time)
{
    int weekday = 0;  // carries no information, and need not be that of the date
    switch (letter) {
        case 'Y':
            return read_digits(text, 4, time.year);
        case 'y':  // The RFC decides by "more than 50 years from now", for which a pure function would need a
                   // clock; POSIX decides at 69, and the two agree until 2119 for every date a server sends.
            if (!read_digits(text, 2, time.year)) return false;
            time.year += time.year < 69 ? 2000 : 1900;
            return true;
        case 'm':
            return read_digits(text, 2, time.month);
        case 'b':
            return read_word(text, months, time.month);
        case 'd':
            return read_digits(text, 2, time.day);
        case 'e':
            return skip(text, " ") ? read_digits(text, 1, time.day) : read_digits(text, 2, time.day);
        case 'H':
            return read_digits(text, 2, time.hour);
        case 'M':
            return read_digits(text, 2, time.minute);
        case 'S':
            return read_digits(text, 2, time.second);
        case 'f':
            return read_fraction(text, time.millisecond);
        case 'z':
            return read_offset(text, time.offset_minutes);
        case 'a':
            return read_word(text, short_days, weekday);
        case 'A':
            return read_word(text, long_days, weekday);
        default:
            return false;
    }
}

/// The instant of a text of exactly this form: `%` and a letter stand for a part, all else for itself.
std::optional<Timestamp> read(std::string_view text, std::string_view form)
{
    CivilTime time;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool is_part = form[i] == '%';
        if (is_part ? !read_part(form[++i], text, time) : !skip(text, form.substr(i, 1))) return std::nullopt;
    }
    return text.empty() ? time.instant() : std::nullopt;
}

}  // namespace

std::string format_timestamp(Timestamp instant)
{
    using namespace std::chrono;
    instant = std::clamp(instant, earliest, latest);
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
    return read(text, "%Y-%m-%dT%H:%M:%S%f%z");
}

std::optional<Timestamp> parse_openboxes_date(std::string_view text)
{
    return read(text, "%m/%d/%Y %H:%M %z");
}

std::optional<Timestamp> parse_http_date(std::string_view text)
{
    constexpr std::array forms{
        "%a, %d %b %Y %H:%M:%S GMT"sv, "%A, %d-%b-%y %H:%M:%S GMT"sv, "%a %b %e %H:%M:%S %Y"sv,
        "%a, %d-%b-%Y %H:%M:%S GMT"sv};  // of no RFC: what older servers write as the end of a cookie
    for (const auto form : forms)
        if (const auto instant = read(text, form)) return instant;
    return std::nullopt;
}

namespace {

struct Unit
{
    std::string_view name;
    Duration length;
};

/// Longest first: format_duration() takes the first that divides.
constexpr std::array units{Unit{"d", std::chrono::hours{24}}, Unit{"h", std::chrono::hours{1}},
                           Unit{"m", std::chrono::minutes{1}}, Unit{"s", std::chrono::seconds{1}},
                           Unit{"ms", std::chrono::milliseconds{1}}};

}  // namespace

std::optional<Duration> parse_duration(std::string_view text)
{
    if (text.starts_with('-')) return std::nullopt;
    Duration::rep count = 0;
    const auto [unit_begin, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{}) return std::nullopt;
    const auto name = text.substr(static_cast<std::size_t>(unit_begin - text.data()));
    for (const auto& unit : units) {
        if (name != unit.name) continue;
        if (count > Duration::max() / unit.length) return std::nullopt;
        return count * unit.length;
    }
    return std::nullopt;
}

std::string format_duration(Duration duration)
{
    if (duration == Duration::zero()) return "0s";
    for (const auto& unit : units)
        if (duration % unit.length == Duration::zero())
            return fmt::format("{}{}", duration / unit.length, unit.name);
    return fmt::format("{}ms", duration.count());
}

}  // namespace webhookd::core
