#pragma once
// Trouble that is told once when it begins and once when it is over. What was told is stored together with
// the event that tells of it, so that a restart in between neither repeats the one nor forgets the other (P1,
// P3).

#include <vector>

#include "webhookd/core/event.hpp"
#include "webhookd/store/recipients.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

struct Trouble
{
    std::string_view fact;         ///< its name in the state file
    std::string_view begun, over;  ///< the types of its events
};

/// The source does not answer: from the opening of the circuit (F-47) to the first answer.
inline constexpr Trouble outage{"outage", core::event_type::source_unreachable,
                                core::event_type::source_recovered};
/// Streams are read much later than promised, though the source answers.
inline constexpr Trouble lateness{"lateness", core::event_type::polling_late,
                                  core::event_type::polling_caught_up};

/// It was told, and is not over.
bool is_told(store::StreamTable& streams, const Trouble& trouble);

/// Stores that the trouble began, or is over, and tells of it; returns the subscribers that got work. Does
/// nothing when that is stored already. `about` is what the events say of it, apart from the source.
std::vector<std::int64_t> tell_begin(store::Tables& tables, const Trouble& trouble, Json about,
                                     const store::Audience& audience, core::Timestamp now);
std::vector<std::int64_t> tell_end(store::Tables& tables, const Trouble& trouble,
                                   const store::Audience& audience, core::Timestamp now);

/// A scan of everything failed, says its sync log row; the third of a row is told (store::FailedScan).
/// Ordinary polls go on meanwhile, so nothing else shows that what only a comparison finds is not found.
/// Returns the subscribers that got work.
std::vector<std::int64_t> note_failed_scan(store::Tables& tables, const store::PollRecord& poll,
                                           const store::Audience& audience);

/// One ended well; told if its failures were.
std::vector<std::int64_t> note_finished_scan(store::Tables& tables, const store::PollRecord& poll,
                                             const store::Audience& audience);

}  // namespace webhookd::poll
