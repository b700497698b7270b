// Prints from the fields of the calendar and reads with sscanf; a text of another form is no date.

#include "simulator/dates.hpp"

#include <array>
#include <cstdio>

#include <fmt/format.h>

namespace webhookd::simulator {

namespace {

constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct Civil
{
    explicit Civil(Timestamp instant)
        : day_start(std::chrono::floor<std::chrono::days>(instant)),
          date(day_start),
          time(std::chrono::floor<std::chrono::seconds>(instant) - day_start)
    {
    }

    int year() const { return int{date.year()}; }
    unsigned month() const { return unsigned{date.month()}; }
    unsigned day() const { return unsigned{date.day()}; }

    std::chrono::sys_days day_start;
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::seconds> time;
};

std::optional<Timestamp> make_instant(int year, unsigned month, unsigned day)
{
    std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                     std::chrono::day(day)};
    if (!date.ok()) return std::nullopt;
    return Timestamp(std::chrono::sys_days(date));
}

}  // namespace

std::string iso_date(Timestamp instant)
{
    Civil c(instant);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year(), c.month(), c.day(),
                       c.time.hours().count(), c.time.minutes().count(), c.time.seconds().count());
}

std::string instant_date(Timestamp instant)
{
    auto fraction = instant - std::chrono::floor<std::chrono::seconds>(instant);
    auto text = iso_date(instant);
    if (fraction.count() != 0) text.insert(text.size() - 1, fmt::format(".{:03}", fraction.count()));
    return text;
}

std::string us_date(Timestamp instant)
{
    Civil c(instant);
    return fmt::format("{:02}/{:02}/{:04}", c.month(), c.day(), c.year());
}

std::string us_date_time(Timestamp instant)
{
    Civil c(instant);
    return fmt::format("{} {:02}:{:02} Z", us_date(instant), c.time.hours().count(),
                       c.time.minutes().count());
}

std::string day_month_date(Timestamp instant)
{
    Civil c(instant);
    return fmt::format("{:02}{}{:04}", c.day(), months.at(c.month() - 1), c.year());
}

std::string http_date(Timestamp instant)
{
    Civil c(instant);
    auto weekday = std::chrono::weekday(c.day_start).c_encoding();
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays.at(weekday), c.day(),
                       months.at(c.month() - 1), c.year(), c.time.hours().count(), c.time.minutes().count(),
                       c.time.seconds().count());
}

std::optional<Timestamp> parse_us_date(std::string_view text)
{
    unsigned month = 0;
    unsigned day = 0;
    int year = 0;
    int used = 0;
    // NOLINTNEXTLINE(cert-err34-c): widths are bounded and the whole text must be used
    if (std::sscanf(std::string(text).c_str(), "%2u/%2u/%4d%n", &month, &day, &year, &used) != 3)
        return std::nullopt;
    if (static_cast<std::size_t>(used) != text.size()) return std::nullopt;
    return make_instant(year, month, day);
}

std::optional<Timestamp> parse_iso_date(std::string_view text)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
    int used = 0;
    std::string whole(text);
    // NOLINTNEXTLINE(cert-err34-c): widths are bounded and the rest is looked at below
    if (std::sscanf(whole.c_str(), "%4d-%2u-%2uT%2u:%2u:%2u%n", &year, &month, &day, &hour, &minute, &second,
                    &used) != 6)
        return std::nullopt;
    auto midnight = make_instant(year, month, day);
    if (!midnight) return std::nullopt;
    auto instant =
        *midnight + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
    auto rest = text.substr(static_cast<std::size_t>(used));
    if (rest.starts_with('.'))
        rest.remove_prefix(std::min(rest.find_first_not_of(".0123456789"), rest.size()));
    if (rest == "Z") return instant;
    char sign = 0;
    unsigned zone_hours = 0;
    unsigned zone_minutes = 0;
    // NOLINTNEXTLINE(cert-err34-c): as above
    if (std::sscanf(std::string(rest).c_str(), "%c%2u:%2u", &sign, &zone_hours, &zone_minutes) != 3)
        return std::nullopt;
    if (sign != '+' && sign != '-') return std::nullopt;
    auto offset = std::chrono::hours(zone_hours) + std::chrono::minutes(zone_minutes);
    return sign == '+' ? instant - offset : instant + offset;
}

}  // namespace webhookd::simulator
