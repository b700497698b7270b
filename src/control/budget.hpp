#pragma once
// What is promised with the request budget as things are, and whether it is kept: the facilities that were
// listed, the feeds that answer, the age of what is known.

#include <vector>

#include "control/stream_list.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::control {

/// With the number of facilities that the server listed last, and only the feeds that answer.
core::RequestBudget live_budget(const View& view);

OrderedJson budget_document(const View& view, const std::vector<ListedStream>& streams);

}  // namespace webhookd::control
