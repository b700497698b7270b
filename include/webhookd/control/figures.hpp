#pragma once
// What is so at this moment, for a scrape of /metrics: put together by `app` when somebody asks.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "webhookd/core/time.hpp"
#include "webhookd/store/delivery_table.hpp"

namespace webhookd::control {

/// A stream that is polled.
struct StreamFigures
{
    std::string name;
    core::Duration interval{0};
    std::optional<core::Timestamp> last_success_at;
    int failures = 0;   ///< in a row
    bool late = false;  ///< waits much longer than promised
};

struct SubscriberFigures
{
    std::string name;
    std::string state;  ///< one of subscriber_states
    std::size_t in_flight = 0;
    store::Backlog backlog;
};

/// `disabled` is `enabled: false`, the others are those of the lane.
inline constexpr const char* subscriber_states[] = {"healthy", "failing", "held", "disabled"};

struct SourceFigures
{
    bool reachable = true;
    std::uint64_t requests = 0;  ///< since the start, as the next one
    std::uint64_t logins = 0;
    std::size_t requests_last_minute = 0;
    std::size_t requests_per_minute = 0;  ///< the budget
};

struct StoreFigures
{
    bool degraded = false;
    std::uint64_t file_bytes = 0;
    std::uint64_t wal_bytes = 0;
};

struct Figures
{
    core::Timestamp now;
    SourceFigures source;
    StoreFigures store;
    std::vector<StreamFigures> streams;
    std::vector<SubscriberFigures> subscribers;
};

}  // namespace webhookd::control
