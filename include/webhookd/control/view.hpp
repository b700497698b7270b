#pragma once
// What the reading half of the API looks at: the tables, what the configuration says, and, in the running
// daemon, what only it knows. Without the last part the same documents come from the state file alone.

#include <optional>
#include <string>
#include <vector>

#include "webhookd/core/matching.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::control {

struct ConfiguredSubscriber
{
    std::string name;
    std::string url;
    bool enabled = true;
    core::Matcher matcher;
};

/// Requests per minute: what is allowed and what the configured polling needs.
struct ConfiguredBudget
{
    std::size_t limit = 0;
    double fixed = 0;
    double per_facility = 0;
    std::optional<double> needed;  ///< null while the number of facilities is unknown
    bool exceeded = false;
};

struct Configured
{
    std::string source;  ///< base URL of the OpenBoxes server
    ConfiguredBudget budget;
    std::vector<ConfiguredSubscriber> subscribers;

    const ConfiguredSubscriber* find(std::string_view name) const;
};

/// A lane as it is at this moment.
struct LiveLane
{
    std::string name;
    std::size_t in_flight = 0;
    std::optional<core::Timestamp> paused_until;
    std::string trouble;
};

/// What only the running daemon knows.
struct Live
{
    std::string version;
    core::Timestamp started_at;
    bool source_reachable = true;
    bool state_file_writable = true;
    core::Timestamp configuration_loaded_at;  ///< what is in force
    std::vector<std::string> reload_errors;   ///< why the last reload was refused; empty when it was not
    std::size_t requests_last_minute = 0;
    std::vector<LiveLane> lanes;

    const LiveLane* find(std::string_view name) const;
};

/// References must outlive the view.
struct View
{
    store::Tables& tables;
    const Configured& configured;
    core::Timestamp now;
    std::optional<Live> live;  ///< null: the daemon does not run
};

}  // namespace webhookd::control
