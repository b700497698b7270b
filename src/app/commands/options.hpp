#pragma once
// The options that commands share, the configuration that they name, and the reading of their values.

#include <cstddef>
#include <string>
#include <string_view>

#include "webhookd/config/load.hpp"
#include "webhookd/core/time.hpp"

namespace CLI {
class App;
}

namespace webhookd::app {

class Target;

struct CommonOptions
{
    std::string config_path = "/etc/openboxes-webhooks/openboxes-webhooks.yaml";
    bool json = false;
};

/// The filters that the listing commands share.
struct FilterOptions : CommonOptions
{
    std::string since;
    std::string until;
    std::size_t limit = 100;

    /// The list at `path`, between --since and --until. Throws CommandError(exit_usage) for what is no time.
    Target target(std::string path) const;
};

/// Adds -c/--config. `options` must outlive the parsing.
void add_config_option(CLI::App& command, CommonOptions& options);

/// Adds -c/--config and --json.
void add_common_options(CLI::App& command, CommonOptions& options);

/// Adds the common options and --since, --until, --limit.
void add_filter_options(CLI::App& command, FilterOptions& options);

/// Adds -c/--config, which the command accepts as all do but has no use for; not shown in its help.
void add_unused_config_option(CLI::App& command, CommonOptions& options);

/// Prints each problem on a line of stderr.
void print_problems(const std::vector<config::Problem>& problems);

/// The configuration. When it has errors, prints all of them and throws CommandError(exit_usage).
config::Loaded load_or_complain(const std::string& path, config::Secrets secrets = config::Secrets::read);

// Values of options that CLI11 has no type for. Every reader throws CommandError(exit_usage), naming the
// option, what was expected and what was found.

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
