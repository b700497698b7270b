#pragma once
// The options that every command takes, and the configuration they name.

#include <string>

#include "webhookd/config/load.hpp"

namespace CLI {
class App;
}

namespace webhookd::app {

struct CommonOptions
{
    std::string config_path = "/etc/openboxes-webhooks/openboxes-webhooks.yaml";
    bool json = false;
};

/// Adds -c/--config. `options` must outlive the parsing.
void add_config_option(CLI::App& command, CommonOptions& options);

/// Adds -c/--config and --json.
void add_common_options(CLI::App& command, CommonOptions& options);

/// Adds -c/--config, which the command accepts as all do but has no use for; not shown in its help.
void add_unused_config_option(CLI::App& command, CommonOptions& options);

/// Prints each problem on a line of stderr.
void print_problems(const std::vector<config::Problem>& problems);

/// The configuration. When it has errors, prints all of them and throws CommandError(exit_usage).
config::Loaded load_or_complain(const std::string& path, config::Secrets secrets = config::Secrets::read);

}  // namespace webhookd::app
