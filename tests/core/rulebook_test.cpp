// The rulebook: what is built in, that another type is another row, and that docs/events/ shows the same.

#include "webhookd/core/rulebook.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "rules_builders.hpp"
#include "support/payload_check.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/kinds.hpp"

namespace webhookd::core {
namespace {

TEST(Rulebook, TypesAreDifferent)
{
    const auto rulebook = Rulebook::built_in();
    std::set<std::string> types;
    for (const auto& event : rulebook->events())
        types.insert(event.type);
    EXPECT_EQ(types.size(), rulebook->events().size());
}

TEST(Rulebook, HasARuleForEveryKindAndDescribesWhatItMakes)
{
    const auto ready = ready_made_types();
    const auto rulebook =
        Rulebook::built_in({.received_on = {.partial = true}}, {ready.begin(), ready.end()});
    for (const auto& kind : all_kinds()) {
        EXPECT_FALSE(rulebook->rules(kind.kind).empty()) << kind.name;
        for (const auto& rule : rulebook->rules(kind.kind))
            EXPECT_NE(rulebook->find_event(rule.type), nullptr) << rule.type;
    }
}

TEST(Rulebook, KnowsATypeThatTheSettingsNeverMake)  // a subscriber's pattern for it is no mistake
{
    const auto rulebook = Rulebook::built_in({.received_on = {.partial = false, .complete = false}});
    EXPECT_NE(rulebook->find_event(event_type::stock_movement_received), nullptr);
}

TEST(Rulebook, ExampleShowsTheStatusThatWasReached)
{
    const auto rulebook = Rulebook::built_in();
    const auto status = [&](std::string_view type) {
        return event_example(*rulebook->find_event(type))["data"]["object"]["status"];
    };
    EXPECT_EQ(status(event_type::stock_movement_shipped), "SHIPPED");
    EXPECT_EQ(status(event_type::stock_movement_received), "RECEIVED");
}

TEST(Rulebook, AnotherTypeIsAnotherRow)
{
    const Enters completion{
        .field = "status", .words = {"COMPLETED"}, .date_field = {}, .left_by = {"PLACED"}};
    const Rulebook rulebook({{"purchaseOrder.completed",
                              EntityKind::purchase_order,
                              "A purchase order was completed.",
                              {{EntityKind::purchase_order, completion}}}});
    std::optional<Snapshot> known;
    const auto numbers = [&](const Json& status) {
        auto result = step(EntityKind::purchase_order, rulebook, known, order(status));
        known = std::move(result.next);
        std::vector<int> all;
        for (const auto& occurrence : result.occurrences)
            all.push_back(occurrence.number);
        return all;
    };
    EXPECT_EQ(numbers("PLACED"), (std::vector<int>{}));
    EXPECT_EQ(numbers("COMPLETED"), (std::vector<int>{1}));
    EXPECT_EQ(numbers("PLACED"), (std::vector<int>{}));
    EXPECT_EQ(numbers("COMPLETED"), (std::vector<int>{2}));
    EXPECT_EQ(event_schema(*rulebook.find_event("purchaseOrder.completed"))["title"],
              "purchaseOrder.completed");
}

/// With all that a configuration can ask for by name.
std::shared_ptr<const Rulebook> everything()
{
    const auto ready = ready_made_types();
    return Rulebook::built_in({}, {ready.begin(), ready.end()});
}

const auto all_types = everything();

std::string document(const std::string& name)
{
    std::ifstream file(PROJECT_SOURCE_DIR "/docs/events/" + name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(EventCatalogue, EveryExampleKeepsItsSchema)
{
    for (const auto& event : all_types->events())
        EXPECT_EQ(test::payload_problems(event_example(event).dump()), std::vector<std::string>())
            << event.type;
}

TEST(EventCatalogue, ExampleNamesAnEntityAsEventsDo)
{
    const auto body = event_example(*all_types->find_event(event_type::delivery_dead));
    const auto entity = body["data"]["object"]["event"]["entity"].get<std::string>();
    const auto kind = entity.substr(0, entity.find(':'));
    EXPECT_EQ(std::ranges::count(all_kinds(), kind, &KindTraits::name), 1) << entity;
}

TEST(EventCatalogue, SchemaRefusesAMissingKeyAWrongTypeAndAWrongWord)
{
    const auto& event = *all_types->find_event(event_type::stock_movement_shipped);
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
    for (const auto& event : all_types->events())
        EXPECT_EQ(document(std::string(event.type) + ".schema.json"), event_schema(event).dump(2) + "\n")
            << "make them anew: scripts/event-documents";
    auto described = Json::parse(document("asyncapi.json"), nullptr, false);
    ASSERT_TRUE(described.is_object());
    const auto version = described["info"]["version"].get<std::string>();
    EXPECT_EQ(document("asyncapi.json"), async_api(all_types->events(), version).dump(2) + "\n")
        << "make it anew: scripts/event-documents";
}

}  // namespace
}  // namespace webhookd::core
