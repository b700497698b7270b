#pragma once
// Streams that are read much later than promised, as they are remembered and told: once when that begins,
// though the source answers, and once when all are in time again. Stored together with the event that tells
// of it, like an outage of the source (source_outage.hpp; P1, P3).

#include <optional>
#include <string>
#include <vector>

#include "webhookd/store/recipients.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

/// What a stream is promised, and how long it has waited.
struct Waiting
{
    std::string name;
    std::string facility;        ///< its name; empty where the stream has none
    core::Duration promised{0};  ///< between two polls; or until its first scan has ended
    core::Duration waited{0};
    std::string error;  ///< of its last poll; empty after a good one
};

/// True far beyond the promise only: a burst, a long page or a slow answer is no lateness.
bool is_late(const Waiting& stream);

struct Lateness
{
    core::Timestamp since;
    std::string reason;
    std::int64_t streams = 0;
    std::string worst;  ///< name of the stream
};

/// Of those that are late; null: none.
std::optional<Lateness> find_late(const std::vector<Waiting>& streams, core::Timestamp now);

/// The lateness that was told and is not over; null when there is none.
std::optional<Lateness> find_lateness(store::StreamTable& streams);

/// Stores that streams are late, or that none is any more, and tells of it; returns the subscribers that got
/// work. Does nothing when that is stored already.
std::vector<std::int64_t> begin_lateness(store::Tables& tables, const Lateness& lateness,
                                         const store::Audience& audience, core::Timestamp now);
std::vector<std::int64_t> end_lateness(store::Tables& tables, const store::Audience& audience,
                                       core::Timestamp now);

}  // namespace webhookd::poll
