// Envelope and id of an event: bytes and ids that must never change (P3); and the events about the daemon.

#include "webhookd/core/event.hpp"

#include <gtest/gtest.h>

#include "support/property.hpp"

namespace webhookd::core {
namespace {

Timestamp at(std::string_view text)
{
    return parse_timestamp(text).value();
}

EventData shipped_data()
{
    EventData data;
    data.id = "ff8081818a0001";
    data.object = OrderedJson::parse(R"({"id":"ff8081818a0001","identifier":"123ABC","status":"SHIPPED"})");
    data.previous = OrderedJson::parse(R"({"status":"PENDING"})");
    data.source = "https://yourorg.openboxes.cloud/openboxes";
    data.detected_after = at("2026-06-02T10:10:55Z");
    data.detected_at = at("2026-06-02T10:11:25Z");
    return data;
}

TEST(Envelope, IsCompactAndKeepsTheOrderOfTheDesign)  // architecture.md 3
{
    EXPECT_EQ(
        envelope("stockMovement.shipped", at("2026-06-02T10:11:12Z"), shipped_data()),
        R"({"type":"stockMovement.shipped","timestamp":"2026-06-02T10:11:12Z","data":{"id":"ff8081818a0001",)"
        R"("object":{"id":"ff8081818a0001","identifier":"123ABC","status":"SHIPPED"},)"
        R"("previous":{"status":"PENDING"},"occurrence":1,"inferred":false,)"
        R"("source":"https://yourorg.openboxes.cloud/openboxes",)"
        R"("detected":{"after":"2026-06-02T10:10:55Z","at":"2026-06-02T10:11:25Z"}}})");
}

TEST(Envelope, SaysNullForANewEntityAndForTheFirstPoll)
{
    auto data = shipped_data();
    data.previous = nullptr;
    data.detected_after.reset();
    const auto body = Json::parse(envelope("product.created", at("2026-06-02T10:11:12Z"), data));
    EXPECT_TRUE(body["data"]["previous"].is_null());
    EXPECT_TRUE(body["data"]["detected"]["after"].is_null());
}

TEST(Envelope, KeepsUtf8AndReplacesWhatIsNot)
{
    auto data = shipped_data();
    data.object = {{"name", "Café ☕"}, {"broken", "a\xFFz"}};
    const auto body = envelope("product.created", at("2026-06-02T10:11:12Z"), data);
    EXPECT_NE(body.find("Café ☕"), std::string::npos);
    EXPECT_NE(body.find("a\xEF\xBF\xBDz"), std::string::npos);
}

TEST(EventId, IsTheSameForTheSameParts)  // P3, F-25
{
    EXPECT_EQ(event_id({"https://a", "product.created", "1"}),
              event_id({"https://a", "product.created", "1"}));
}

TEST(EventId, NeverChangesBetweenReleases)  // P3: computed with Python's hashlib and base64
{
    EXPECT_EQ(event_id({"a", "bc"}), "evt_h6x2dtzpdgt4ceu35mqm6cmd645ergrc");
}

TEST(EventId, HoldsNoDotAndHas160Bits)  // standard-webhooks.md: the signed content is joined with dots
{
    const auto id = event_id({"https://a.b/c", "product.created", "1.2.3"});
    EXPECT_EQ(id.size(), 4 + 32);
    EXPECT_EQ(id.find_first_not_of("evt_abcdefghijklmnopqrstuvwxyz234567"), std::string::npos);
}

RC_GTEST_PROP(EventId, TellsWherePartsEnd, (const std::vector<std::string>& parts))  // P3
{
    const auto id_of = [](const std::vector<std::string>& texts) {
        return event_id(std::vector<std::string_view>(texts.begin(), texts.end()));
    };
    std::string joined;
    for (const auto& part : parts)
        joined += part;
    RC_PRE(parts.size() > 1);
    RC_ASSERT(id_of(parts) != id_of({joined}));
}

TEST(EventTypes, OnlyThoseOfTheDaemonAreOperational)
{
    EXPECT_TRUE(is_operational(event_type::ping));
    EXPECT_TRUE(is_operational(event_type::delivery_dead));
    EXPECT_FALSE(is_operational(event_type::product_created));
    EXPECT_FALSE(is_operational("webhookdish.thing"));
}

const Installation installation{"https://yourorg.openboxes.cloud/openboxes", "epoch"};

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
    const auto event = operational_event(installation, held());
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
    EXPECT_EQ(operational_event(installation, again).id, operational_event(installation, held()).id);
    again.at += std::chrono::milliseconds(1);
    EXPECT_NE(operational_event(installation, again).id, operational_event(installation, held()).id);
}

}  // namespace
}  // namespace webhookd::core
