// `GET /v1/event-types`: the catalogue in short.

#include "control/reading.hpp"
#include "webhookd/core/event_catalogue.hpp"

namespace webhookd::control {

OrderedJson read_event_types(const View& /*view*/, const Arguments& /*arguments*/)
{
    auto types = OrderedJson::array();
    for (const auto& event : core::event_catalogue())
        types.push_back({{"type", event.type}, {"fires", event.fires}});
    return {{"event_types", std::move(types)}};
}

}  // namespace webhookd::control
