#pragma once
// The three things `check` says beyond "the configuration is valid"; each as JSON, from which the text is
// printed.

#include <string>
#include <vector>

#include "app/request_budget.hpp"
#include "webhookd/config/config.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::app {

OrderedJson budget_document(const core::RequestBudget& budget);
void print_budget(const core::RequestBudget& budget);

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

/// Prints, per subscriber, whether the event in `path` (`-`: standard input) is sent or why not. Throws
/// CommandError when the file holds no event.
int explain(const config::Config& config, const std::string& path, bool json);

}  // namespace webhookd::app
