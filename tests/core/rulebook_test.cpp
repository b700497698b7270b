// The rulebook: what is built in, and that another type is another row.

#include "webhookd/core/rulebook.hpp"

#include <gtest/gtest.h>

#include <set>

#include "rules_builders.hpp"
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
    const auto rulebook = Rulebook::built_in({.received_on_partial = true});
    for (const auto& kind : all_kinds()) {
        EXPECT_FALSE(rulebook->rules(kind.kind).empty()) << kind.name;
        for (const auto& rule : rulebook->rules(kind.kind))
            EXPECT_NE(rulebook->find_event(rule.type), nullptr) << rule.type;
    }
}

TEST(Rulebook, KnowsATypeThatTheSettingsNeverMake)  // a subscriber's pattern for it is no mistake
{
    const auto rulebook = Rulebook::built_in({.received_on_partial = false, .received_on_complete = false});
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

}  // namespace
}  // namespace webhookd::core
