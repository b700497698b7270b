// The options that all commands share, and loading the configuration with all of its problems printed.

#include "app/commands/options.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"

namespace webhookd::app {

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
    auto loaded = config::load(path, secrets);
    if (loaded) return *std::move(loaded);
    print_problems(loaded.error());
    const auto count = loaded.error().size();
    throw CommandError(exit_usage,
                       fmt::format("the configuration has {} error{}", count, count == 1 ? "" : "s"));
}

}  // namespace webhookd::app
