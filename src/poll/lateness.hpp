#pragma once
// Which streams are read much later than promised.

#include <optional>
#include <string>
#include <vector>

#include "webhookd/core/json.hpp"
#include "webhookd/core/time.hpp"

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

/// What the events say of those that are late since `now` (trouble.hpp): reason, since, streams and the
/// worst; null when none is.
std::optional<Json> find_late(const std::vector<Waiting>& streams, core::Timestamp now);

}  // namespace webhookd::poll
