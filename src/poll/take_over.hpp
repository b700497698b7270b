#pragma once
// A stream that goes on where others end: another way of reading the same entities (adjustments), which
// therefore are remembered already. Its first scan is a baseline, and yet what was recorded since the others
// last succeeded is news: or the very failures that led to the change would swallow it.

#include <optional>
#include <vector>

#include "webhookd/openboxes/stream.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

/// What `stream` begins with when it replaces `replaced`: no baseline, and the time until which they have
/// read what it will read as its last success. Null when it takes nothing over, or nothing that was ever
/// read.
std::optional<store::StreamRecord> take_over(store::Tables& tables, const openboxes::StreamInfo& stream,
                                             const std::vector<openboxes::StreamInfo>& replaced);

/// Null when the stream of `record` takes nothing over; else when what it replaces had last succeeded.
std::optional<core::Timestamp> taken_over_at(const store::StreamRecord& record);

}  // namespace webhookd::poll
