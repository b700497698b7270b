#pragma once
// What there is to say of a stream, as people read it.

#include "control/stream_list.hpp"

namespace webhookd::control {

/// "waiting for its first scan, 12 before it"; empty where all is as it should be.
std::string note_on(const View& view, const ListedStream& stream);

/// On the lists that say where to look: why they do not; empty when they do, or nobody knows.
std::string note_on_feeds(const View& view, const std::vector<ListedStream>& streams);

}  // namespace webhookd::control
