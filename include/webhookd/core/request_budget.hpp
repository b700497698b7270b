#pragma once
// What the request budget is worth (P6): how many requests a minute the configured intervals cost when
// nothing happens (openboxes-api.md 10), and how late a change is seen. Full scans (`reconcile`), logins and
// confirmations use what is left. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/core/polling.hpp"

namespace webhookd::core {

/// One kind of stream.
struct StreamCost
{
    std::string name;                 ///< the key in `polling:`
    std::string prefix;               ///< of the names of its streams
    std::vector<std::string> events;  ///< types that come of it
    PollInterval interval;
    int requests_per_poll = 1;
    bool per_facility = false;
    std::vector<std::string> feeds{};  ///< streams that see all facilities at once and say where to look

    bool is_fed() const { return !feeds.empty(); }

    /// Of one facility, where the stream has one per facility. Zero for `auto`, which takes what there is.
    double requests_per_minute() const;
};

/// How long after a change its event is to be expected while nothing is out of order.
struct ExpectedDelay
{
    Duration mean{0};
    Duration worst{0};
};

struct RequestBudget
{
    std::size_t limit = 0;  ///< requests_per_minute of the configuration
    std::vector<StreamCost> streams;
    std::optional<std::size_t> facilities;  ///< null: `all`, and nobody has asked the server

    double fixed_per_minute() const;
    double per_facility_per_minute() const;
    /// Null while the number of facilities is unknown and matters.
    std::optional<double> per_minute() const;
    /// The intervals cannot be kept: polls come later than configured.
    bool exceeded() const;

    /// Lists that see all facilities at once are read often.
    bool is_fed() const;
    /// This one does not answer.
    void lose_feed(std::string_view name);

    /// Of `stream`, with a budget `times` as large. Null where it is not polled, or the number of facilities
    /// matters and is unknown.
    std::optional<ExpectedDelay> delay(const StreamCost& stream, double times = 1) const;

  private:
    /// Between two looks at what tells of a change, in milliseconds.
    std::optional<double> turn(const StreamCost& stream, double requests_per_minute) const;
};

}  // namespace webhookd::core
