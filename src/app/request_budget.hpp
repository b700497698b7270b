#pragma once
// What the request budget is worth (P6): how many requests a minute the configured intervals cost when
// nothing happens (openboxes-api.md 10), and how late a change is seen where the interval is `auto`. Full
// scans
// (`reconcile`), logins and confirmations use what is left.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "webhookd/config/config.hpp"

namespace webhookd::app {

/// One kind of stream.
struct StreamCost
{
    std::string name;               ///< the key in `polling:`
    config::PollInterval interval;  ///< null: `auto`; zero: not polled
    int requests_per_poll = 1;
    bool per_facility = false;

    /// Of one facility, where the stream has one per facility. Zero for `auto`, which takes what there is.
    double requests_per_minute() const;
};

/// How long after a change its event is to be expected while nothing is out of order.
struct ExpectedDelay
{
    core::Duration mean{0};
    core::Duration worst{0};
};

struct RequestBudget
{
    std::size_t limit = 0;  ///< requests_per_minute of the configuration
    std::vector<StreamCost> streams;
    std::optional<std::size_t> facilities;  ///< null: `all`, and nobody has asked the server
    bool feeds = true;

    double fixed_per_minute() const;
    double per_facility_per_minute() const;
    /// Null while the number of facilities is unknown and matters.
    std::optional<double> per_minute() const;
    bool exceeded() const;

    /// Of `stream`, with a budget `times` as large. Null where it is not polled, or the number of facilities
    /// matters and is unknown.
    std::optional<ExpectedDelay> delay(const StreamCost& stream, double times = 1) const;
};

/// `facilities` overrides the number in the configuration (`check --online` counted them).
RequestBudget request_budget(const config::Config& config,
                             std::optional<std::size_t> facilities = std::nullopt);

}  // namespace webhookd::app
