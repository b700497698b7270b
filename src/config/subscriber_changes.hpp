#pragma once
// The subscribers' part of a Differences.

#include "webhookd/config/difference.hpp"

namespace webhookd::config {

std::vector<SubscriberDifference> subscriber_differences(const Config& before, const Config& after);

}  // namespace webhookd::config
