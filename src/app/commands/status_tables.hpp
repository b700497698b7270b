#pragma once
// Streams and subscribers as tables for people: `status` prints both, other commands one.

#include "webhookd/core/json.hpp"

namespace webhookd::app {

/// By facility, the worst first, as the API sorts them.
/// `streams`: of the API. Without `all`, facilities of which there is nothing to say are summed up in a line
/// when there are many, and so are those that stand at the end of a long queue.
void print_streams(const OrderedJson& streams, bool all);

/// `subscribers` as the API lists them.
void print_subscribers(const OrderedJson& subscribers);

}  // namespace webhookd::app
