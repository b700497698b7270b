#pragma once
// Subscribers as `status` and `subscribers list` show them: those of the configuration, what the state file
// knows of them, and those that are no longer configured but still have deliveries.

#include "webhookd/control/view.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::control {

/// In the order of the configuration, then those no longer in it that have unfinished or dead deliveries.
OrderedJson subscriber_documents(const View& view);

OrderedJson subscriber_document(const View& view, const ConfiguredSubscriber& subscriber);

}  // namespace webhookd::control
