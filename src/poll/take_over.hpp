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

/// What `stream` begins with when its facility opened while the daemon ran: what was made or recorded in it
/// after `lacking`, the last listing that did not have it, is news already in the first scan. Null when the
/// stream has been read before.
std::optional<store::StreamRecord> open_since(store::Tables& tables, const openboxes::StreamInfo& stream,
                                              core::Timestamp lacking);

/// Since when what a first scan finds is news; null: it is a baseline, and silent.
std::optional<core::Timestamp> taken_over_at(const store::StreamRecord& record);

}  // namespace webhookd::poll
