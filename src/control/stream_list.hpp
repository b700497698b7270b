#pragma once
// Every list that is polled, or was: also those that no poll has reached yet. Grouped by facility, the worst
// first, with a sentence on what is not as it should be; the command and the page show it as it comes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/control/view.hpp"
#include "webhookd/store/facts.hpp"

namespace webhookd::control {

/// How a stream stands, the worst first.
enum class StreamState
{
    failing,        ///< its last polls failed
    held,           ///< a poll is held until somebody decides
    late,           ///< waits for a poll much longer than promised
    not_complete,   ///< its last poll or its last comparison did not see everything
    waiting,        ///< for its first scan
    first_scan,     ///< which is under way
    starting,       ///< the daemon began to run a moment ago
    not_available,  ///< a feed that this account or this server does not have
    comparing,      ///< with what is remembered; ordinary polls go on
    ok,
    not_polled  ///< any more
};
std::string_view to_string(StreamState state);

struct ListedStream
{
    store::StreamRecord record;                    ///< but for the name empty while it was never polled
    std::optional<core::PolledStream> live;        ///< null: not polled, or no daemon runs
    std::optional<store::Facility> facility;       ///< null: it is about all of them
    std::optional<store::FailedScan> failed_scan;  ///< null: the last scan of everything ended well
    StreamState state = StreamState::ok;
    std::string note;  ///< what is to be said of the state; empty: nothing
    /// Of the two lists that say where to look, and the list of facilities: there is nothing that a first
    /// scan could miss.
    bool helps = false;

    bool baselined() const;
};

std::vector<ListedStream> list_streams(const View& view);

/// On the lists that say where to look: why they do not; empty when they do, or nobody knows.
std::string note_on_feeds(const View& view, const std::vector<ListedStream>& streams);

/// How old the newest knowledge about a stream is; null: nothing is known.
std::optional<std::chrono::seconds> lag(const ListedStream& stream, core::Timestamp now);

}  // namespace webhookd::control
