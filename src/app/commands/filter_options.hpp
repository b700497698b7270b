#pragma once
// The filters that the listing commands share: --since, --until, --limit.

#include <string>

#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"

namespace webhookd::app {

struct FilterOptions : CommonOptions
{
    std::string since;
    std::string until;
    std::size_t limit = 100;

    /// The list at `path`, between --since and --until. Throws CommandError(exit_usage) for what is no time.
    Target target(std::string path) const;
};

/// Adds the common options and --since, --until, --limit.
void add_filter_options(CLI::App& command, FilterOptions& options);

}  // namespace webhookd::app
