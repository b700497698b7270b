#pragma once
// Subscribers as `status` and `subscribers list` show them: those of the configuration, what the state file
// knows of them, and those that are no longer configured but still have deliveries.

#include <optional>
#include <string>
#include <vector>

#include "webhookd/config/config.hpp"
#include "webhookd/core/json.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::app {

struct SubscriberStatus
{
    store::SubscriberRecord record;  ///< healthy and without id when the daemon has not seen it yet
    store::Backlog backlog;
    bool enabled = true;
    std::string url;  ///< empty when not configured

    /// `disabled`, `removed`, or the state of its lane.
    std::string state() const;
};

/// In the order of the configuration, then those no longer in it that have unfinished or dead deliveries.
std::vector<SubscriberStatus> subscriber_statuses(const config::Config& config, store::Tables& tables);

OrderedJson document_of(const std::vector<SubscriberStatus>& subscribers);
void print_subscribers(const std::vector<SubscriberStatus>& subscribers);

}  // namespace webhookd::app
