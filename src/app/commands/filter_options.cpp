#include "app/commands/filter_options.hpp"

#include <CLI/App.hpp>

#include "app/commands/arguments.hpp"

namespace webhookd::app {

std::optional<core::Timestamp> FilterOptions::since_time() const
{
    if (since.empty()) return std::nullopt;
    return time_argument("--since", since, now());
}

std::optional<core::Timestamp> FilterOptions::until_time() const
{
    if (until.empty()) return std::nullopt;
    return time_argument("--until", until, now());
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

}  // namespace webhookd::app
