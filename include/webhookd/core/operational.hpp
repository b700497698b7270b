#pragma once
// Operational events: what the daemon tells of itself to whoever subscribes to `webhookd.…`
// (docs/operational-events.md). One is made in the transaction that stores its cause, so that a crash neither
// loses nor repeats it (P1).

#include <string>
#include <string_view>

#include "webhookd/core/event.hpp"

namespace webhookd::core {

/// The installation that events come from: parts of every id that is not random.
struct Origin
{
    std::string source;  ///< base URL of the OpenBoxes server
    std::string epoch;   ///< random id made with the state file (architecture.md 3 "state epoch")
};

/// Something that happened to the daemon, as it is told.
struct Notice
{
    std::string_view type;  ///< one of event_type, operational
    std::string_view kind;  ///< of the subject; events about one `kind`:`id` are delivered in order
    std::string id;         ///< of the subject: `data.id`
    OrderedJson object;     ///< `data.object`: documented, stable keys
    OrderedJson previous;   ///< null, or what of `object` was different before
    Timestamp at;           ///< part of the id: the same instant is the same event (P3)
};

/// The event that `subscribers ping` and `init` send to one subscriber. `id` is random: a ping is like no
/// other.
Event ping_event(const std::string& source, const std::string& id, const std::string& subscriber,
                 Timestamp now);

Event operational_event(const Origin& origin, const Notice& notice);

}  // namespace webhookd::core
