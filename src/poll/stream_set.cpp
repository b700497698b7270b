// Two streams for the whole source, two for each facility. Those of adjustments depend on what the server
// offers, and come from openboxes::adjustment_streams().

#include "poll/stream_set.hpp"

namespace webhookd::poll {

core::PollInterval interval_of(const core::Polling& polling, core::EntityKind kind)
{
    return polling.*core::traits_of(kind).interval;
}

Streams source_streams(openboxes::Client& client, async::Clock& clock, const PollerSettings& settings)
{
    Streams streams;
    streams.push_back(openboxes::product_stream(client, clock, settings.source));
    streams.push_back(openboxes::purchase_order_stream(client, clock, settings.source));
    return streams;
}

Streams facility_streams(openboxes::Client& client, async::Clock& clock, const PollerSettings& settings,
                         const std::vector<openboxes::Facility>& facilities)
{
    Streams streams;
    const bool with_stock = !settings.source.rulebook->rules(core::EntityKind::stock).empty();
    for (const auto& facility : facilities) {
        if (with_stock) streams.push_back(openboxes::stock_stream(client, clock, settings.source, facility));
        for (const auto side : {openboxes::Side::origin, openboxes::Side::destination}) {
            streams.push_back(openboxes::movement_stream(client, clock, settings.source, side, facility));
        }
    }
    return streams;
}

}  // namespace webhookd::poll
