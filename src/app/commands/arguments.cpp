// Each reader takes its value whole or throws a usage error; files are read up to a limit, standard
// input to its end.

#include "app/commands/arguments.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "app/commands/command_error.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::app {

namespace {

/// A body, a key: what is larger is something else.
constexpr std::size_t largest_file = std::size_t{64} * 1024 * 1024;

CommandError wrong(std::string_view option, std::string_view expected, std::string_view found)
{
    return {exit_usage, fmt::format("{}: expected {}, found '{}'", option, expected, found)};
}

std::optional<core::Timestamp> parse_unix_seconds(std::string_view text)
{
    constexpr std::int64_t last = 253'402'300'799;  // the end of the year 9999
    const auto seconds = core::find_number<std::int64_t>(text);
    if (!seconds || *seconds < 0 || *seconds > last) return std::nullopt;
    return core::Timestamp(std::chrono::seconds(*seconds));
}

}  // namespace

core::Duration duration_argument(std::string_view option, std::string_view text)
{
    const auto duration = core::parse_duration(text);
    if (!duration) throw wrong(option, "a duration such as 30s, 5m or 2h", text);
    return *duration;
}

core::Timestamp time_argument(std::string_view option, std::string_view text, core::Timestamp now)
{
    if (const auto instant = core::parse_timestamp(text)) return *instant;
    if (const auto ago = core::parse_duration(text)) return now - *ago;
    throw wrong(option, "a time such as 2026-06-02T10:11:12Z, or how long ago such as 2h", text);
}

core::Timestamp instant_argument(std::string_view option, std::string_view text)
{
    if (const auto instant = parse_unix_seconds(text)) return *instant;
    if (const auto instant = core::parse_timestamp(text)) return *instant;
    throw wrong(option, "seconds since 1970, or a time such as 2026-06-02T10:11:12Z", text);
}

core::Timestamp now()
{
    return std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
}

std::string read_standard_input()
{
    std::string bytes;
    std::array<char, 65'536> block{};
    while (const auto count = std::fread(block.data(), 1, block.size(), stdin))
        bytes.append(block.data(), count);
    if (std::ferror(stdin) != 0) throw CommandError(exit_failed, "cannot read standard input");
    return bytes;
}

std::string read_file(std::string_view option, const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    auto bytes = core::read_at_most(file, largest_file);
    if (!file.is_open() || file.bad()) {
        throw CommandError(exit_usage,
                           fmt::format("{}: cannot read {}: {}", option, path, std::strerror(errno)));
    }
    if (bytes.size() > largest_file) {
        throw CommandError(exit_usage,
                           fmt::format("{}: {} is larger than {} bytes", option, path, largest_file));
    }
    return bytes;
}

}  // namespace webhookd::app
