#pragma once
// The filters that the listing commands share: --since, --until, --limit.

#include <optional>
#include <string>

#include "app/commands/options.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::app {

struct FilterOptions : CommonOptions
{
    std::string since;
    std::string until;
    int limit = 100;

    /// Null when not given. Throw CommandError(exit_usage) for what is no time.
    std::optional<core::Timestamp> since_time() const;
    std::optional<core::Timestamp> until_time() const;
};

/// Adds the common options and --since, --until, --limit.
void add_filter_options(CLI::App& command, FilterOptions& options);

}  // namespace webhookd::app
