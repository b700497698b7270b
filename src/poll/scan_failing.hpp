#pragma once
// Tells of scans of everything that fail again and again (store::FailedScan). Ordinary polls go on meanwhile,
// so nothing else shows that what only a comparison finds is not found. Stored together with the event that
// tells of it, so that a restart neither repeats nor forgets one (P1, P3).

#include <vector>

#include "webhookd/store/recipients.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

/// A scan of everything failed, says its sync log row; the third of a row is told. Returns the subscribers
/// that got work.
std::vector<std::int64_t> note_failed_scan(store::Tables& tables, const store::PollRecord& poll,
                                           const store::Audience& audience);

/// One ended well; told if its failures were.
std::vector<std::int64_t> note_finished_scan(store::Tables& tables, const store::PollRecord& poll,
                                             const store::Audience& audience);

}  // namespace webhookd::poll
