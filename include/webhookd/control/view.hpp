#pragma once
// What the reading half of the API looks at: the tables, what the configuration says, and, in the running
// daemon, what only it knows. Without the last part the same documents come from the state file alone.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "webhookd/core/matching.hpp"
#include "webhookd/core/polled.hpp"
#include "webhookd/core/request_budget.hpp"
#include "webhookd/core/rulebook.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::control {

struct ConfiguredSubscriber
{
    std::string name;
    std::string url;
    bool enabled = true;
    core::Matcher matcher;
};

struct Configured
{
    std::string source;          ///< base URL of the OpenBoxes server
    core::RequestBudget budget;  ///< as far as the configuration tells
    std::shared_ptr<const core::Rulebook> rulebook = core::Rulebook::built_in();
    bool feeds_off = false;  ///< by the configuration
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
    std::optional<std::string> state_file_damage{};  ///< what was found and what to do; null: nothing
    core::Timestamp configuration_loaded_at;         ///< what is in force
    std::vector<std::string> reload_errors;  ///< why the last reload was refused; empty when it was not
    std::size_t requests_last_minute = 0;
    std::vector<LiveLane> lanes;
    /// By name. A function, since there may be thousands and few questions are about them; null: none.
    std::function<std::vector<core::PolledStream>()> streams{};
    std::vector<core::PolledFeed> feeds{};  ///< empty when they are off

    const LiveLane* find(std::string_view name) const;
    const core::PolledFeed* find_feed(std::string_view name) const;
};

/// References must outlive the view.
struct View
{
    store::Tables& tables;
    const Configured& configured;
    core::Timestamp now;
    std::optional<Live> live;  ///< null: the daemon does not run
    bool whole_urls = false;   ///< for who has shown the token; others see core::Url::shown()
};

}  // namespace webhookd::control
