#pragma once
// Reading of argument values that CLI11 has no type for. Every one throws CommandError(exit_usage), naming
// the option, what was expected and what was found.

#include <string>
#include <string_view>

#include "webhookd/core/time.hpp"

namespace webhookd::app {

/// `5m`, `2h`, …
core::Duration duration_argument(std::string_view option, std::string_view text);

/// RFC 3339, or a duration that means "so long before `now`".
core::Timestamp time_argument(std::string_view option, std::string_view text, core::Timestamp now);

/// RFC 3339 or seconds since 1970.
core::Timestamp instant_argument(std::string_view option, std::string_view text);

/// The machine's clock.
core::Timestamp now();

/// All bytes of standard input, exactly. Throws CommandError(exit_failed) when it cannot be read.
std::string read_standard_input();

/// All bytes of a file. Throws CommandError(exit_usage) with the option and the reason.
std::string read_file(std::string_view option, const std::string& path);

}  // namespace webhookd::app
