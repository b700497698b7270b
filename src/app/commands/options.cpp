// Each reader takes its value whole or throws a usage error; files are read up to a limit, standard input to
// its end. Times of filters are read on this side, relative ones against this machine's clock; the API is
// sent RFC 3339.

#include "app/commands/options.hpp"
#include "app/settings.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
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

/// RFC 3339; empty when not given.
std::string time_text(std::string_view option, const std::string& given)
{
    return given.empty() ? std::string() : core::format_timestamp(time_argument(option, given, now()));
}

}  // namespace

void add_config_option(CLI::App& command, CommonOptions& options)
{
    command.add_option("-c,--config", options.config_path, "the configuration file")
        ->type_name("FILE")
        ->capture_default_str();
}

void add_common_options(CLI::App& command, CommonOptions& options)
{
    add_config_option(command, options);
    command.add_flag("--json", options.json, "print one JSON document instead of text for people");
}

void add_filter_options(CLI::App& command, FilterOptions& options)
{
    add_common_options(command, options);
    command.add_option("--since", options.since, "not older than this: RFC 3339, or how long ago (2h)")
        ->type_name("TIME");
    command.add_option("--until", options.until, "older than this: RFC 3339, or how long ago (2h)")
        ->type_name("TIME");
    command.add_option("--limit", options.limit, "how many, newest first")
        ->type_name("N")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
}

void add_unused_config_option(CLI::App& command, CommonOptions& options)
{
    command.add_option("-c,--config", options.config_path)->group("");
}

void print_problems(const std::vector<config::Problem>& problems)
{
    for (const auto& problem : problems)
        fmt::print(stderr, "{}\n", problem.text());
}

config::Loaded load_or_complain(const std::string& path, config::Secrets secrets)
{
    auto loaded = load_config(path, secrets);
    if (loaded) return *std::move(loaded);
    print_problems(loaded.error());
    const auto count = loaded.error().size();
    throw CommandError(exit_usage,
                       fmt::format("the configuration has {} error{}", count, count == 1 ? "" : "s"));
}

Target FilterOptions::target(std::string path) const
{
    Target target(std::move(path));
    target.with("since", time_text("--since", since)).with("until", time_text("--until", until));
    return target;
}

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
