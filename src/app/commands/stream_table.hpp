#pragma once
// The polled lists as a table for people: by facility, the worst first, as the API sorts them.

#include "webhookd/core/json.hpp"

namespace webhookd::app {

/// `streams`: of the API. Without `all`, facilities of which there is nothing to say are summed up in a line
/// when there are many, and so are those that stand at the end of a long queue.
void print_streams(const OrderedJson& streams, bool all);

}  // namespace webhookd::app
