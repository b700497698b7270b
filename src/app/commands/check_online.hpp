#pragma once
// `check --online`: what this server and account offer, as JSON, from which the text is printed.

#include <optional>
#include <string>
#include <vector>

#include "webhookd/config/config.hpp"
#include "webhookd/core/json.hpp"
#include "webhookd/core/request_budget.hpp"

namespace webhookd::app {

/// What the server offers.
struct OnlineReport
{
    OrderedJson probes = OrderedJson::array();  ///< {what, ok, need, verdict, detail}
    std::optional<std::size_t> facilities;      ///< null when they could not be listed
    std::vector<std::string> silent_feeds;      ///< names of their streams
    std::string feeds_note;                     ///< why they are silent; empty when none is
    bool complete = false;                      ///< nothing that the daemon needs is missing
};

/// The budget as this server and account make it: how many facilities there are, which feeds answer.
core::RequestBudget found_budget(const config::Config& config, const OnlineReport& report);

/// Logs in and asks every endpoint once, on an io_context of its own. Takes seconds.
OnlineReport probe_online(const config::Config& config);
void print_online(const OnlineReport& report);

}  // namespace webhookd::app
