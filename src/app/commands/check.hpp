#pragma once
// The three things `check` says beyond "the configuration is valid"; each as JSON, from which the text is
// printed.

#include <string>

#include "app/request_budget.hpp"
#include "webhookd/config/config.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::app {

OrderedJson budget_document(const RequestBudget& budget);
void print_budget(const RequestBudget& budget);

/// What the server offers.
struct OnlineReport
{
    OrderedJson probes = OrderedJson::array();  ///< {what, ok, need, verdict, detail}
    std::optional<std::size_t> facilities;      ///< null when they could not be listed
    bool complete = false;                      ///< nothing that the daemon needs is missing
};

/// Logs in and asks every endpoint once, on an io_context of its own. Takes seconds.
OnlineReport probe_online(const config::Config& config);
void print_online(const OnlineReport& report);

/// Prints, per subscriber, whether the event in `path` (`-`: standard input) is sent or why not. Throws
/// CommandError when the file holds no event.
int explain(const config::Config& config, const std::string& path, bool json);

}  // namespace webhookd::app
