// Makes the events about the daemon. The instant is part of the id, so that what happens again is another
// event; a ping's id is drawn by its caller.

#include "webhookd/core/operational.hpp"

#include <fmt/format.h>

namespace webhookd::core {

Event ping_event(const std::string& source, const std::string& id, const std::string& subscriber,
                 Timestamp now)
{
    EventData data;
    data.id = id;
    data.object = {{"id", id}, {"subscriber", subscriber}};
    data.source = source;
    data.detected_at = now;

    Event event;
    event.id = event_id({source, event_type::ping, id});
    event.type = event_type::ping;
    event.entity = "ping:" + id;
    event.occurred_at = now;
    event.body = envelope(event.type, now, data);
    return event;
}

Event operational_event(const Origin& origin, const Notice& notice)
{
    EventData data;
    data.id = notice.id;
    data.object = notice.object;
    data.previous = notice.previous;
    data.source = origin.source;
    data.detected_at = notice.at;

    const auto instant = std::to_string(notice.at.time_since_epoch().count());
    Event event;
    event.id = event_id({origin.source, notice.type, notice.id, origin.epoch, instant});
    event.type = notice.type;
    event.entity = fmt::format("{}:{}", notice.kind, notice.id);
    event.occurred_at = notice.at;
    event.body = envelope(notice.type, notice.at, data);
    return event;
}

}  // namespace webhookd::core
