#pragma once
// What is promised with the request budget as things are, and whether it is kept: the facilities that were
// listed, the feeds that answer, the age of what is known.

#include <vector>

#include "control/stream_list.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::control {

/// `facilities`: so many were listed last; null: nobody knows.
OrderedJson budget_document(const View& view, std::optional<std::size_t> facilities,
                            const std::vector<ListedStream>& streams);

}  // namespace webhookd::control
