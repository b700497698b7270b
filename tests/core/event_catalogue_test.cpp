// The catalogue of event types: complete, and the same as what docs/events/ shows.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "support/payload_check.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/kinds.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::core {
namespace {

const auto built_in = Rulebook::built_in();

std::string document(const std::string& name)
{
    std::ifstream file(PROJECT_SOURCE_DIR "/docs/events/" + name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(EventCatalogue, EveryExampleKeepsItsSchema)
{
    for (const auto& event : built_in->events())
        EXPECT_EQ(test::payload_problems(event_example(event).dump()), std::vector<std::string>())
            << event.type;
}

TEST(EventCatalogue, ExampleNamesAnEntityAsEventsDo)
{
    const auto body = event_example(*built_in->find_event(event_type::delivery_dead));
    const auto entity = body["data"]["object"]["event"]["entity"].get<std::string>();
    const auto kind = entity.substr(0, entity.find(':'));
    EXPECT_EQ(std::ranges::count(all_kinds(), kind, &KindTraits::name), 1) << entity;
}

TEST(EventCatalogue, SchemaRefusesAMissingKeyAWrongTypeAndAWrongWord)
{
    const auto& event = *built_in->find_event(event_type::stock_movement_shipped);
    auto missing = event_example(event);
    missing["data"].erase("previous");
    auto wrong_type = event_example(event);
    wrong_type["data"]["object"]["lineItemCount"] = "three";
    auto wrong_word = event_example(event);
    wrong_word["data"]["object"]["status"] = "SENT";
    for (const auto& body : {missing, wrong_type, wrong_word})
        EXPECT_NE(test::payload_problems(body.dump()), std::vector<std::string>()) << body.dump();
}

TEST(EventCatalogue, DocumentsAreThoseOfTheProgram)
{
    for (const auto& event : built_in->events())
        EXPECT_EQ(document(std::string(event.type) + ".schema.json"), event_schema(event).dump(2) + "\n")
            << "make them anew: scripts/event-documents";
    auto described = Json::parse(document("asyncapi.json"), nullptr, false);
    ASSERT_TRUE(described.is_object());
    const auto version = described["info"]["version"].get<std::string>();
    EXPECT_EQ(document("asyncapi.json"), async_api(built_in->events(), version).dump(2) + "\n")
        << "make it anew: scripts/event-documents";
}

}  // namespace
}  // namespace webhookd::core
