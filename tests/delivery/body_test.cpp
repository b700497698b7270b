// The other forms of a body, each as its receiver documents it.

#include "webhookd/delivery/webhook/body.hpp"

#include <gtest/gtest.h>

#include "webhookd/core/event.hpp"
#include "webhookd/core/json.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::delivery {
namespace {

std::string event_of(std::string_view type)
{
    return core::event_example(*core::Rulebook::built_in()->find_event(type)).dump();
}

std::string shipped(const Json& changes = Json::object())
{
    auto event = OrderedJson::parse(event_of(core::event_type::stock_movement_shipped));
    for (const auto& [name, value] : changes.items())
        event["data"]["object"][name] = value;
    return event.dump();
}

Json message(BodyFormat format, std::string event)
{
    const auto body = format_body(format, "evt_1", std::move(event));
    EXPECT_EQ(body.headers, (http::Headers{{"content-type", "application/json"}}));
    return Json::parse(body.bytes);
}

TEST(Body, IsTheStoredBytesWhereNothingElseIsAskedFor)
{
    const auto event = shipped();
    const auto body = format_body(BodyFormat::standard, "evt_1", event);
    EXPECT_EQ(body.bytes, event);
    EXPECT_EQ(body.headers, (http::Headers{{"content-type", "application/json"}}));
}

TEST(Body, OfChatsIsAFewLines)
{
    EXPECT_EQ(chat_lines(shipped()),
              (std::vector<std::string>{"Stock movement shipped: 123ABC A.B.01Jun2026", "From: Main depot",
                                        "To: Clinic", "Status: SHIPPED"}));
    EXPECT_EQ(chat_lines(event_of(core::event_type::inventory_adjusted)),
              (std::vector<std::string>{"Inventory adjusted: 77XK2P Gauze roll 10 cm", "At: Main depot",
                                        "Change: -5", "On hand: 95", "Comments: shelf count"}));
    EXPECT_EQ(chat_lines(event_of(core::event_type::subscriber_held)).front(), "Subscriber held");
    EXPECT_EQ(chat_lines(shipped({{"name", "a\nb"}, {"origin", {{"id", "1"}, {"name", "x\ny"}}}})).at(1),
              "From: x y");
}

TEST(Body, OfEveryEventFitsIntoEveryChat)
{
    const auto rulebook = core::Rulebook::built_in();
    for (const auto& described : rulebook->events()) {
        auto event = core::event_example(described);
        for (auto& [name, value] : event["data"]["object"].items())
            if (value.is_string()) value = std::string(5000, 'x');
        EXPECT_LE(message(BodyFormat::discord, event.dump())["content"].get<std::string>().size(), 2000U)
            << described.type;
    }
}

TEST(Body, CallsNobodyByTheNameOfAProduct)
{
    const auto event = shipped({{"name", "<!channel> & <users/all> @everyone"}});
    EXPECT_TRUE(message(BodyFormat::slack, event)["text"].get<std::string>().starts_with(
        "Stock movement shipped: 123ABC &lt;!channel&gt; &amp; &lt;users/all&gt; @everyone\n"));
    EXPECT_TRUE(message(BodyFormat::google_chat, event)["text"].get<std::string>().starts_with(
        "Stock movement shipped: 123ABC ‹!channel› & ‹users/all› @everyone\n"));
    EXPECT_EQ(message(BodyFormat::discord, event)["allowed_mentions"], Json::parse(R"({"parse":[]})"));
}

TEST(Body, OfTeamsIsACard)
{
    const auto card = message(BodyFormat::teams, shipped())["attachments"][0];
    EXPECT_EQ(card["contentType"], "application/vnd.microsoft.card.adaptive");
    EXPECT_EQ(card["content"]["type"], "AdaptiveCard");
    EXPECT_EQ(card["content"]["body"][1]["inlines"][0]["text"], "From: Main depot");
}

TEST(Body, OfCloudEventsHoldsTheSameAsItsHeaders)
{
    const auto event = Json::parse(shipped({{"name", "Größe 5 %"}}));
    const auto structured = format_body(BodyFormat::cloudevents, "evt_1", event.dump());
    EXPECT_EQ(structured.headers, (http::Headers{{"content-type", "application/cloudevents+json"}}));
    const auto document = Json::parse(structured.bytes);
    EXPECT_EQ(document["specversion"], "1.0");
    EXPECT_EQ(document["id"], "evt_1");
    EXPECT_EQ(document["type"], "stockMovement.shipped");
    EXPECT_EQ(document["source"], event["data"]["source"]);
    EXPECT_EQ(document["subject"], event["data"]["id"]);
    EXPECT_EQ(document["time"], event["timestamp"]);
    EXPECT_EQ(document["datacontenttype"], "application/json");
    EXPECT_EQ(document["data"], event["data"]);

    const auto binary = format_body(BodyFormat::cloudevents_binary, "evt_1", event.dump());
    EXPECT_EQ(Json::parse(binary.bytes), event["data"]);
    for (const auto* name : {"specversion", "id", "type", "source", "subject", "time"})
        EXPECT_EQ(http::find_header(binary.headers, std::string("ce-") + name),
                  document[name].get<std::string>());
    EXPECT_EQ(http::find_header(binary.headers, "content-type"), "application/json");
}

TEST(Body, WritesInAHeaderWhatAHeaderHolds)
{
    auto event = Json::parse(shipped());
    event["data"]["id"] = "a b\"%é";
    const auto body = format_body(BodyFormat::cloudevents_binary, "evt_1", event.dump());
    EXPECT_EQ(http::find_header(body.headers, "ce-subject"), "a%20b%22%25%C3%A9");
}

}  // namespace
}  // namespace webhookd::delivery
