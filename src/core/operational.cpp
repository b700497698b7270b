#include "webhookd/core/operational.hpp"

#include <fmt/format.h>

namespace webhookd::core {

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
