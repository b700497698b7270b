// Rows of OpenBoxes in all their shapes: nested and flat keys, words and objects, text for numbers.

#include "openboxes/fields.hpp"

#include <gtest/gtest.h>

namespace webhookd::openboxes {
namespace {

/// Used where a view is asked for, and as long as that lasts.
struct Row
{
    JsonDocument document;
    operator JsonView() const { return document.root(); }
};

Row row(std::string_view text)
{
    return {JsonDocument::parse(text).value()};
}

TEST(FindValue, PrefersNestedObjectsToFlatKeys)  // openboxes-api.md 8
{
    const auto both = row(R"({"origin":{"id":"nested"},"origin.id":"flat"})");
    EXPECT_EQ(find_value(both, "origin.id")->text(), "nested");
    EXPECT_EQ(find_value(row(R"({"inventoryItem.id":"flat"})"), "inventoryItem.id")->text(), "flat");
    EXPECT_EQ(find_value(row(R"({"origin":{"id":null},"origin.id":"flat"})"), "origin.id")->text(), "flat");
}

TEST(FindValue, ReadsDeepAndMixedPaths)
{
    EXPECT_EQ(find_value(row(R"({"a":{"b":{"c":1}}})"), "a.b.c")->integer(), 1);
    EXPECT_EQ(find_value(row(R"({"a":{"b.c":1}})"), "a.b.c")->integer(), 1);
    EXPECT_EQ(find_value(row(R"({"a.b":{"c":1}})"), "a.b.c")->integer(), 1);
}

TEST(FindValue, TakesNullAndAbsentForTheSame)
{
    EXPECT_FALSE(find_value(row(R"({"a":null})"), "a"));
    EXPECT_FALSE(find_value(row(R"({})"), "a"));
    EXPECT_FALSE(find_value(row(R"({"a":null})"), "a.b"));
    EXPECT_FALSE(find_value(row(R"({"a":7})"), "a.b"));
}

TEST(FindValue, AcceptsAnythingAsARow)
{
    for (const auto* text : {"null", "7", "[]", "[{\"a\":1}]", "\"a\"", "true"})
        EXPECT_FALSE(find_value(row(text), "a")) << text;
}

TEST(FindText, GivesNumbersAndBooleansAsText)
{
    EXPECT_EQ(find_text(row(R"({"id":"1"})"), "id"), "1");
    EXPECT_EQ(find_text(row(R"({"id":1})"), "id"), "1");
    EXPECT_EQ(find_text(row(R"({"id":true})"), "id"), "true");
}

TEST(FindText, TakesEmptyTextAndStructuresForAbsent)
{
    for (const auto* text : {R"({"id":""})", R"({"id":{}})", R"({"id":["1"]})", R"({"id":null})", "{}"})
        EXPECT_FALSE(find_text(row(text), "id")) << text;
}

TEST(FindWord, ReadsEnumsAsTextOrObject)  // openboxes-api.md 5 and 8
{
    EXPECT_EQ(find_word(row(R"({"status":"PLACED"})"), "status"), "PLACED");
    EXPECT_EQ(find_word(row(R"({"status":{"enumType":"org.x.OrderStatus","name":"PLACED"}})"), "status"),
              "PLACED");
}

TEST(FindWord, TakesEverythingElseForAbsent)
{
    for (const auto* text :
         {R"({"status":"null"})", R"({"status":""})", R"({"status":{}})", R"({"status":{"name":null}})",
          R"({"status":{"name":{"name":"PLACED"}}})", R"({"status":7})", R"({"status":["PLACED"]})"})
        EXPECT_FALSE(find_word(row(text), "status")) << text;
}

TEST(FindBool, ReadsBooleansAndTheirWords)
{
    EXPECT_EQ(find_bool(row(R"({"a":true})"), "a"), true);
    EXPECT_EQ(find_bool(row(R"({"a":"false"})"), "a"), false);
    for (const auto* text : {R"({"a":1})", R"({"a":"yes"})", R"({"a":null})", "{}"})
        EXPECT_FALSE(find_bool(row(text), "a")) << text;
}

TEST(FindNumber, ReadsNumbersWithAUnit)
{
    EXPECT_EQ(find_number(row(R"({"n":-5})"), "n"), -5);
    EXPECT_EQ(find_number(row(R"({"n":"1200.00 USD"})"), "n"), 1200);
    EXPECT_EQ(find_number(row(R"({"n":"-0.5"})"), "n"), -0.5);
}

TEST(FindNumber, PrefersNothingToAWrongNumber)  // P2: "1,200.00" is not 1
{
    for (const auto* text :
         {R"({"n":"1,200.00"})", R"({"n":"USD 12"})", R"({"n":""})", R"({"n":"12abc"})", R"({"n":"inf"})",
          R"({"n":"nan"})", R"({"n":"1e999"})", R"({"n":true})", R"({"n":{}})", R"({"n":null})"})
        EXPECT_FALSE(find_number(row(text), "n")) << text;
}

TEST(DefaultName, IsTheTextBeforeTheFirstTranslation)
{
    EXPECT_EQ(default_name("Depot|fr:Dépôt"), "Depot");
    EXPECT_EQ(default_name("Depot"), "Depot");
    EXPECT_EQ(default_name(""), "");
}

TEST(Reference, GivesIdAndDefaultName)
{
    EXPECT_EQ(
        reference_field(row(R"({"origin":{"name":"Main|fr:Principal","id":"1","isDepot":true}})"), "origin")
            .dump(),
        R"({"id":"1","name":"Main"})");
    EXPECT_EQ(reference_field(row(R"({"destination":{"id":"2"}})"), "destination").dump(),
              R"({"id":"2","name":null})");
    EXPECT_EQ(reference_field(row(R"({"product.id":"7","product.name":"Gauze"})"), "product").dump(),
              R"({"id":"7","name":"Gauze"})");
}

TEST(Reference, TakesABareTextForAName)  // purchase orders: "origin":"Acme Supplies (ACM)"
{
    EXPECT_EQ(reference_field(row(R"({"origin":"Acme"})"), "origin").dump(), R"({"id":null,"name":"Acme"})");
}

TEST(Reference, IsNullForAnEmptyAssociation)
{
    for (const auto* text : {R"({"order":{"id":null,"name":null,"orderNumber":null}})", R"({"order":null})",
                             "{}", R"({"order":""})", R"({"order":[]})"})
        EXPECT_TRUE(reference_field(row(text), "order").is_null()) << text;
}

}  // namespace
}  // namespace webhookd::openboxes
