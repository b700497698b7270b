// Which event types a pattern names, which payloads `where` lets through, and how a matcher joins both.

#include "webhookd/core/matching.hpp"

#include <gtest/gtest.h>

#include "support/property.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::core {
namespace {

const Json data = Json::parse(R"({
    "id": "ff8081818a0001",
    "object": {"status": "SHIPPED", "lines": 3, "total": "1200.50", "destination": {"id": "2", "name": "Clinic"},
               "origin": null, "comments": ["a", "b"], "shippedAt": "2026-06-02T10:11:12Z", "big": 9007199254740993},
    "previous": {"status": "PENDING"},
    "occurrence": 2,
    "inferred": false})");

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

bool holds(std::string_view where)
{
    const auto parsed = parse_where(Json::parse(where));
    if (!parsed) throw std::runtime_error(parsed.error().front());
    EXPECT_EQ(why_not(*parsed, data).has_value(), !matches(*parsed, data)) << where;
    return matches(*parsed, data);
}

std::vector<std::string> errors(std::string_view where)
{
    const auto parsed = parse_where(Json::parse(where));
    return parsed ? std::vector<std::string>{} : parsed.error();
}

TEST(Where, EmptyOneLetsEverythingThrough)
{
    EXPECT_TRUE(holds("{}"));
    EXPECT_TRUE(holds("null"));
    EXPECT_TRUE(matches(Where{}, Json()));
}

TEST(Where, ScalarMeansEqual)
{
    EXPECT_TRUE(holds(R"({"object.status": "SHIPPED"})"));
    EXPECT_FALSE(holds(R"({"object.status": "RECEIVED"})"));
    EXPECT_FALSE(holds(R"({"object.status": "shipped"})"));
    EXPECT_TRUE(holds(R"({"inferred": false, "occurrence": 2})"));
    EXPECT_FALSE(holds(R"({"inferred": true})"));
}

TEST(Where, ListMeansAnyOf)
{
    EXPECT_TRUE(holds(R"({"object.destination.id": ["1", "2"]})"));
    EXPECT_FALSE(holds(R"({"object.destination.id": ["1", "3"]})"));
    EXPECT_TRUE(holds(R"({"object.destination.id": {"in": [1, 2]}})"));
}

TEST(Where, AllFieldsAndAllOperatorsMustHold)
{
    EXPECT_TRUE(holds(R"({"object.lines": {"gt": 2, "lt": 4}, "occurrence": 2})"));
    EXPECT_FALSE(holds(R"({"object.lines": {"gt": 2, "lt": 3}})"));
    EXPECT_FALSE(holds(R"({"object.lines": 3, "occurrence": 1})"));
}

TEST(Where, OrdersNumbers)
{
    EXPECT_TRUE(holds(R"({"object.lines": {"gte": 3, "lte": 3}})"));
    EXPECT_FALSE(holds(R"({"object.lines": {"gt": 3}})"));
    EXPECT_FALSE(holds(R"({"object.lines": {"lt": 3}})"));
    EXPECT_TRUE(holds(R"({"object.lines": {"gt": 2.5}})"));
}

TEST(Where, NumbersCompareWithNumericText)
{
    EXPECT_TRUE(holds(R"({"object.destination.id": 2})"));
    EXPECT_TRUE(holds(R"({"object.total": {"gt": 999, "lt": "10000"}})"));
    EXPECT_TRUE(holds(R"({"object.lines": "3"})"));
    EXPECT_TRUE(holds(R"({"object.total": 1200.5})"));
    EXPECT_FALSE(holds(R"({"object.status": 2})"));
    EXPECT_FALSE(holds(R"({"object.status": {"gt": 2}})"));
}

TEST(Where, WholeNumbersStayExact)  // beyond 2^53 a double would find neighbours equal
{
    EXPECT_TRUE(holds(R"({"object.big": "9007199254740993"})"));
    EXPECT_FALSE(holds(R"({"object.big": "9007199254740992"})"));
}

TEST(Where, TextsAreEqualByteForByte)
{
    EXPECT_FALSE(holds(R"({"object.destination.id": "2.0"})"));
    EXPECT_FALSE(holds(R"({"object.destination.id": "02"})"));
}

TEST(Where, BooleansEqualTheirWords)
{
    EXPECT_TRUE(holds(R"({"inferred": "false"})"));
    EXPECT_FALSE(holds(R"({"inferred": 0})"));
    EXPECT_FALSE(holds(R"({"inferred": "no"})"));
}

TEST(Where, OrdersIsoDatesAsText)
{
    EXPECT_TRUE(holds(R"({"object.shippedAt": {"gte": "2026-06-01", "lt": "2026-07-01"}})"));
    EXPECT_FALSE(holds(R"({"object.shippedAt": {"lt": "2026-06-01"}})"));
}

TEST(Where, AbsentFieldFailsEveryComparison)
{
    for (const auto* where : {R"({"object.nothing": "x"})", R"({"object.nothing": ["x"]})",
                              R"({"object.nothing": {"gt": 0}})", R"({"object.nothing": {"gte": 0}})",
                              R"({"object.nothing": {"lt": 0}})", R"({"object.nothing": {"lte": ""}})",
                              R"({"object.nothing": {"exists": true}})", R"({"object.origin.id": "1"})"})
        EXPECT_FALSE(holds(where)) << where;
}

TEST(Where, AbsentFieldSatisfiesNeNotAndExistsFalse)
{
    for (const auto* where :
         {R"({"object.nothing": {"ne": "x"}})", R"({"object.nothing": {"not": "x"}})",
          R"({"object.nothing": {"not": {"gt": 5}}})", R"({"object.nothing": {"exists": false}})",
          R"({"object.origin": {"exists": false}})"})
        EXPECT_TRUE(holds(where)) << where;
}

TEST(Where, ListsAndObjectsExistButCompareWithNothing)
{
    EXPECT_TRUE(holds(R"({"object.comments": {"exists": true}})"));
    EXPECT_TRUE(holds(R"({"object.destination": {"exists": true}})"));
    EXPECT_FALSE(holds(R"({"object.comments": "a"})"));
    EXPECT_FALSE(holds(R"({"object.destination": {"gte": ""}})"));
}

TEST(Where, NotTakesEveryForm)
{
    EXPECT_FALSE(holds(R"({"object.status": {"not": "SHIPPED"}})"));
    EXPECT_TRUE(holds(R"({"object.status": {"not": ["PENDING", "RECEIVED"]}})"));
    EXPECT_TRUE(holds(R"({"object.lines": {"not": {"gt": 2, "lt": 3}}})"));
    EXPECT_TRUE(holds(R"({"object.status": {"not": {"not": "SHIPPED"}}})"));
}

TEST(Where, SaysWhichFieldIsWhatInsteadOfWhat)  // check --explain
{
    const auto why = [](std::string_view where) {
        return why_not(parse_where(Json::parse(where)).value(), data);
    };
    EXPECT_EQ(why(R"({"object.lines": {"gt": 5}})"), "object.lines is 3, expected gt 5");
    EXPECT_EQ(why(R"({"object.status": ["A", "B"]})"),
              R"(object.status is "SHIPPED", expected in ["A","B"])");
    EXPECT_EQ(why(R"({"object.nothing": {"exists": true}})"),
              "object.nothing is absent, expected exists true");
    EXPECT_EQ(why(R"({"object.lines": {"not": {"gt": 2, "lt": 5}}})"),
              "object.lines is 3, expected not (gt 2 and lt 5)");
    EXPECT_EQ(why(R"({"object.lines": 3})"), std::nullopt);
}

class WrongWhere : public testing::TestWithParam<std::pair<const char*, const char*>>
{
};

TEST_P(WrongWhere, IsAnErrorThatNamesThePath)
{
    const auto found = errors(GetParam().first);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front(), GetParam().second);
}

INSTANTIATE_TEST_SUITE_P(
    Where, WrongWhere,
    testing::Values(
        std::pair("[]", "where: expected a map of paths, found array"),
        std::pair("\"SHIPPED\"", "where: expected a map of paths, found string"),
        std::pair(R"({"": 1})", ": expected keys separated by single dots"),
        std::pair(R"({"object..id": 1})", "object..id: expected keys separated by single dots"),
        std::pair(R"({"destination.id": 1})",
                  "destination.id: expected a path that begins with one of id, object, previous, occurrence, "
                  "inferred, "
                  "source, detected"),
        std::pair(R"({"object.a": null})",
                  "object.a: expected a value, found null; use {exists: false} for an absent field"),
        std::pair(R"({"object.a": {}})",
                  "object.a: expected a value, a list of values or a map of operators, found an empty map"),
        std::pair(R"({"object.a": []})",
                  "object.a: in expects a list of at least one text, number or true/false"),
        std::pair(R"({"object.a": [[1]]})",
                  "object.a: in expects a list of at least one text, number or true/false"),
        std::pair(R"({"object.a": {"in": 5}})",
                  "object.a: in expects a list of at least one text, number or true/false"),
        std::pair(
            R"({"object.a": {"like": "x"}})",
            "object.a: unknown operator like, expected one of eq, ne, in, gt, gte, lt, lte, exists, not"),
        std::pair(R"({"object.a": {"eq": [1]}})", "object.a: eq expects a text, a number or true/false"),
        std::pair(R"({"object.a": {"gt": true}})", "object.a: gt expects a number or a text"),
        std::pair(R"({"object.a": {"exists": "yes"}})", "object.a: exists expects true or false"),
        std::pair(R"({"object.a": {"not": {"gt": null}}})", "object.a: gt expects a number or a text")));

TEST(Where, ReportsAllErrorsAtOnce)
{
    EXPECT_EQ(errors(R"({"a": 1, "object.b": {"like": 1, "gt": null}, "object.c": null})").size(), 4U);
}

TEST(Where, RefusesDeepNestingInsteadOfRecursingForEver)
{
    for (const auto* opening : {R"({"not":)", R"({"eq":)", "["}) {
        std::string where = R"({"object.a":)";
        for (int depth = 0; depth < 100'000; ++depth)
            where += opening;
        where += "1";
        for (int depth = 0; depth < 100'000; ++depth)
            where += *opening == '[' ? ']' : '}';
        EXPECT_EQ(errors(where + "}").size(), 1U) << opening;
    }
}

}  // namespace
}  // namespace webhookd::core
