#pragma once
// An outage of the source as it is remembered and told: from the opening of the circuit (F-47) to the first
// answer. It is stored together with the event that tells of it, so that a restart in between neither repeats
// `webhookd.sourceUnreachable` nor forgets `webhookd.sourceRecovered` (P1, P3).

#include <optional>
#include <string>
#include <vector>

#include "webhookd/store/recipients.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

struct Outage
{
    core::Timestamp since;  ///< the first poll of the row of failures
    std::string reason;     ///< of the poll that opened the circuit
};

/// The outage that was not seen to end; null when there is none.
std::optional<Outage> find_outage(store::StreamTable& streams);

/// Stores that an outage began, or ended, and tells of it; returns the subscribers that got work. Does
/// nothing when that is stored already.
std::vector<std::int64_t> begin_outage(store::Tables& tables, const Outage& outage,
                                       const store::Audience& audience, core::Timestamp now);
std::vector<std::int64_t> end_outage(store::Tables& tables, const store::Audience& audience,
                                     core::Timestamp now);

}  // namespace webhookd::poll
