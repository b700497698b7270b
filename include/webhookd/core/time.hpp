#pragma once
// Wall-clock instants and durations as the program stores, prints and reads them. A Timestamp is for data
// (columns ending in `_at`, event times); every wait uses std::chrono::steady_clock instead (F-16).

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace webhookd::core {

/// UTC, milliseconds since 1970-01-01; the value of every `_at` column.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// A length of time as the configuration writes it.
using Duration = std::chrono::milliseconds;

/// RFC 3339 in UTC: `2026-06-02T10:11:12Z`, with `.340` only when the milliseconds are not zero. Instants
/// outside the years 0 to 9999 are printed as the nearest inside.
std::string format_timestamp(Timestamp instant);

/// RFC 3339 with `Z` or an offset and an optional fraction of any length (digits after the third are
/// dropped). A text without a zone is refused: it would be the server's local time (openboxes-api.md 8).
std::optional<Timestamp> parse_timestamp(std::string_view text);

/// OpenBoxes' `MM/dd/yyyy HH:mm XXX` (XXX is `Z` or `±hh:mm`); anything without a zone is refused.
std::optional<Timestamp> parse_openboxes_date(std::string_view text);

/// An HTTP date (RFC 9110 5.6.7, the IMF-fixdate form and the two obsolete ones; two-digit years are 1969 to
/// 2068).
std::optional<Timestamp> parse_http_date(std::string_view text);

/// `500ms 30s 5m 2h 7d`: one non-negative whole number and one unit, nothing else.
std::optional<Duration> parse_duration(std::string_view text);

/// The shortest exact form that parse_duration() reads back: 90000ms is `90s`, 7200000ms is `2h`.
std::string format_duration(Duration duration);

}  // namespace webhookd::core
