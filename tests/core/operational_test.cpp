// Operational events have the envelope of every event, and ids of their own.

#include "webhookd/core/operational.hpp"

#include <gtest/gtest.h>

namespace webhookd::core {
namespace {

const Origin origin{"https://yourorg.openboxes.cloud/openboxes", "epoch"};

Notice held()
{
    return {.type = event_type::subscriber_held,
            .kind = "subscriber",
            .id = "erp",
            .object = {{"id", "erp"}, {"state", "held"}},
            .previous = {{"state", "failing"}},
            .at = parse_timestamp("2026-06-02T10:11:12.345Z").value()};
}

TEST(OperationalEvent, HasTheEnvelopeOfEveryEvent)  // architecture.md 3
{
    const auto event = operational_event(origin, held());
    EXPECT_EQ(event.type, "webhookd.subscriberHeld");
    EXPECT_EQ(event.entity, "subscriber:erp");
    EXPECT_EQ(event.occurred_at, held().at);
    EXPECT_EQ(
        event.body,
        R"({"type":"webhookd.subscriberHeld","timestamp":"2026-06-02T10:11:12.345Z","data":{"id":"erp",)"
        R"("object":{"id":"erp","state":"held"},"previous":{"state":"failing"},"occurrence":1,)"
        R"("inferred":false,"source":"https://yourorg.openboxes.cloud/openboxes",)"
        R"("detected":{"after":null,"at":"2026-06-02T10:11:12.345Z"}}})");
}

TEST(OperationalEvent, HasAnIdOfItsOwnForEachInstant)  // P3
{
    auto again = held();
    EXPECT_EQ(operational_event(origin, again).id, operational_event(origin, held()).id);
    again.at += std::chrono::milliseconds(1);
    EXPECT_NE(operational_event(origin, again).id, operational_event(origin, held()).id);
}

}  // namespace
}  // namespace webhookd::core
