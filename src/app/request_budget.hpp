#pragma once
// How many requests per minute the configured polling costs when nothing happens (openboxes-api.md 10),
// against the budget that it must fit into (P6). Full scans (`reconcile`), logins and confirmations use what
// is left.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "webhookd/config/config.hpp"

namespace webhookd::app {

/// One kind of stream.
struct StreamCost
{
    std::string name;            ///< the key in `polling:`
    core::Duration interval{0};  ///< zero: not polled
    int requests_per_poll = 1;
    bool per_facility = false;

    /// Of one facility, where the stream has one per facility.
    double requests_per_minute() const;
};

struct RequestBudget
{
    std::size_t limit = 0;  ///< requests_per_minute of the configuration
    std::vector<StreamCost> streams;
    std::optional<std::size_t> facilities;  ///< null: `all`, and nobody has asked the server

    double fixed_per_minute() const;
    double per_facility_per_minute() const;
    /// Null while the number of facilities is unknown.
    std::optional<double> per_minute() const;
    bool exceeded() const;
};

/// `facilities` overrides the number in the configuration (`check --online` counted them).
RequestBudget request_budget(const config::Config& config,
                             std::optional<std::size_t> facilities = std::nullopt);

}  // namespace webhookd::app
