// `GET /v1/event-types`: the rulebook in short.

#include "control/reading.hpp"

namespace webhookd::control {

OrderedJson read_event_types(const View& view, const Arguments& /*arguments*/)
{
    auto types = OrderedJson::array();
    for (const auto& event : view.configured.rulebook->events())
        types.push_back({{"type", event.type}, {"fires", event.fires}});
    return {{"event_types", std::move(types)}};
}

}  // namespace webhookd::control
