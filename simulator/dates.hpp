#pragma once
// The date forms that OpenBoxes writes and reads (openboxes-api.md 8), written here a second time so that
// tests do not judge the client's parsers with the client's own code. The simulated server's zone is UTC.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "webhookd/core/time.hpp"

namespace webhookd::simulator {

using core::Timestamp;

std::string iso_date(Timestamp instant);  ///< 2026-06-02T10:11:12Z
/// As java.time.Instant prints it: with milliseconds only when there are some.
std::string instant_date(Timestamp instant);
std::string us_date(Timestamp instant);         ///< 06/02/2026
std::string us_date_time(Timestamp instant);    ///< 06/02/2026 10:11 Z
std::string day_month_date(Timestamp instant);  ///< 02Jun2026
std::string http_date(Timestamp instant);       ///< Tue, 02 Jun 2026 10:11:12 GMT

/// MM/dd/yyyy at midnight.
std::optional<Timestamp> parse_us_date(std::string_view text);

/// An ISO date-time with Z or a numeric offset.
std::optional<Timestamp> parse_iso_date(std::string_view text);

}  // namespace webhookd::simulator
