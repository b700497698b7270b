// Times are read on this side, relative ones against this machine's clock; the API is sent RFC 3339.

#include "app/commands/filter_options.hpp"

#include <CLI/App.hpp>

#include "app/commands/arguments.hpp"

namespace webhookd::app {

namespace {

/// RFC 3339; empty when not given.
std::string time_text(std::string_view option, const std::string& given)
{
    return given.empty() ? std::string() : core::format_timestamp(time_argument(option, given, now()));
}

}  // namespace

Target FilterOptions::target(std::string path) const
{
    Target target(std::move(path));
    target.with("since", time_text("--since", since)).with("until", time_text("--until", until));
    return target;
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
