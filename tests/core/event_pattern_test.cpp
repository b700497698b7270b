// Which event types a pattern names, and how a matcher joins patterns and conditions.

#include <gtest/gtest.h>

#include "support/property.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/matching.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::core {
namespace {

TEST(EventPattern, NamesOneTypeOrAFamily)
{
    EXPECT_TRUE(pattern_matches("stockMovement.shipped", "stockMovement.shipped"));
    EXPECT_TRUE(pattern_matches("stockMovement.*", "stockMovement.received"));
    EXPECT_TRUE(pattern_matches("*.shipped", "stockMovement.shipped"));
    EXPECT_TRUE(pattern_matches("*ock*ed", "stockMovement.received"));
    EXPECT_FALSE(pattern_matches("stockMovement.*", "purchaseOrder.approved"));
    EXPECT_FALSE(pattern_matches("stockMovement", "stockMovement.shipped"));
    EXPECT_FALSE(pattern_matches("stockmovement.*", "stockMovement.shipped"));
    EXPECT_FALSE(pattern_matches("", "stockMovement.shipped"));
}

TEST(EventPattern, StarIsEveryEventAboutOpenBoxesAndNoOther)
{
    const auto rulebook = Rulebook::built_in();
    for (const auto& event : rulebook->events())
        EXPECT_EQ(pattern_matches("*", event.type), !is_operational(event.type)) << event.type;
}

TEST(EventPattern, OperationalEventsAreNamedExplicitly)
{
    EXPECT_TRUE(pattern_matches("webhookd.*", "webhookd.deliveryDead"));
    EXPECT_TRUE(pattern_matches("webhookd.deliveryDead", "webhookd.deliveryDead"));
    EXPECT_FALSE(pattern_matches("*.deliveryDead", "webhookd.deliveryDead"));
    EXPECT_FALSE(pattern_matches("webhook*", "webhookd.deliveryDead"));
    EXPECT_FALSE(pattern_matches("webhookd.*", "stockMovement.shipped"));
}

TEST(EventPattern, NamingNothingIsAnError)
{
    const auto rulebook = Rulebook::built_in();
    const auto error = [&](std::string_view pattern) { return pattern_error(pattern, rulebook->events()); };
    for (const auto* pattern : {"*", "stockMovement.*", "product.created", "webhookd.*", "*.approved"})
        EXPECT_FALSE(error(pattern)) << pattern;
    for (const auto* pattern : {"", "product.updated", "stockmovement.*", "webhook.*", "stockMovement"})
        EXPECT_TRUE(error(pattern)) << pattern;
    EXPECT_NE(error("product.updated")->find("product.created"), std::string::npos);
}

TEST(EventPattern,
     ManyStarsCostNoTime)  // a watchdog, not a measurement: exponential backtracking would never end
{
    std::string pattern;
    for (int star = 0; star < 2000; ++star)
        pattern += "*a";
    EXPECT_FALSE(pattern_matches(pattern + "b", std::string(4000, 'a')));
}

RC_GTEST_PROP(EventPattern, AnyTypeMatchesItselfWithAnyPartStarred, ())
{
    const auto rulebook = Rulebook::built_in();
    const auto type = rulebook->events()[*rc::gen::inRange<std::size_t>(0, rulebook->events().size())].type;
    const auto begin = *rc::gen::inRange<std::size_t>(is_operational(type) ? 9 : 0, type.size());
    const auto length = *rc::gen::inRange<std::size_t>(0, type.size() - begin + 1);
    auto pattern = type;
    RC_ASSERT(pattern_matches(pattern.replace(begin, length, "*"), type));
}

const Json data = Json::parse(R"({"object":{"destination":{"id":"2"}}})");

TEST(Matcher, NeedsTypeAndConditions)
{
    const Matcher matcher{.events = {"product.created", "stockMovement.*"},
                          .where = parse_where(Json::parse(R"({"object.destination.id":"2"})")).value()};
    EXPECT_TRUE(matches(matcher, "stockMovement.shipped", data));
    EXPECT_EQ(why_not(matcher, "stockMovement.shipped", data), std::nullopt);
    EXPECT_FALSE(matches(matcher, "inventory.adjusted", data));
    EXPECT_FALSE(matches(matcher, "stockMovement.shipped", Json::object()));
}

TEST(Matcher, SaysWhyNot)  // check --explain
{
    const Matcher matcher{.events = {"product.created", "stockMovement.*"},
                          .where = parse_where(Json::parse(R"({"object.destination.id":"3"})")).value()};
    EXPECT_EQ(why_not(matcher, "inventory.adjusted", data),
              "type inventory.adjusted is none of its events: product.created, stockMovement.*");
    EXPECT_EQ(why_not(matcher, "stockMovement.shipped", data),
              R"(object.destination.id is "2", expected eq "3")");
}

TEST(Matcher, WithoutEventsWantsNone)
{
    EXPECT_FALSE(matches(Matcher{}, "stockMovement.shipped", data));
}

}  // namespace
}  // namespace webhookd::core
