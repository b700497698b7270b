#pragma once
// Subscribers as `status` and `subscribers list` print them for people.

#include "webhookd/core/json.hpp"

namespace webhookd::app {

/// `subscribers` as the API lists them.
void print_subscribers(const OrderedJson& subscribers);

}  // namespace webhookd::app
