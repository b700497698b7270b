// What OpenBoxes answers, as it is read: nothing throws, and what is not whole and valid is no document
// (F-8).
#include "webhookd/openboxes/json_view.hpp"

#include <gtest/gtest.h>

namespace webhookd::openboxes {
namespace {

using namespace std::string_literals;

JsonDocument parsed_json(std::string_view text)
{
    return JsonDocument::parse(text).value();
}

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonView, TellsValuesOfTheTypeAskedFor)
{
    const auto document =
        parsed_json(R"({"text":"Dépôt \u0041","yes":true,"whole":-7,"part":1.5,"none":null})");
    const auto root = document.root();
    ASSERT_TRUE(root.is_object());
    EXPECT_EQ(root.find("text")->text(), "Dépôt A");
    EXPECT_EQ(root.find("yes")->boolean(), true);
    EXPECT_EQ(root.find("whole")->integer(), -7);
    EXPECT_EQ(root.find("whole")->number(), -7.0);
    EXPECT_EQ(root.find("part")->number(), 1.5);
    EXPECT_TRUE(root.find("none")->is_null());
    EXPECT_FALSE(root.find("absent"));
}

TEST(JsonView, TellsNothingOfAnotherType)
{
    const auto document = parsed_json(R"(["7",1.5,true,null,{},[],18446744073709551615])");
    const auto values = document.root().elements();
    ASSERT_EQ(values.size(), 7U);
    EXPECT_FALSE(values[0].integer() || values[0].number() || values[0].boolean());
    EXPECT_FALSE(values[1].integer() || values[1].text());
    EXPECT_FALSE(values[2].text() || values[2].number());
    EXPECT_FALSE(values[3].text() || values[3].find("a") || values[3].is_object());
    EXPECT_FALSE(values[4].text() || values[4].is_array());
    EXPECT_FALSE(values[5].find("a") || values[5].is_object());
    EXPECT_FALSE(values[6].integer());
    EXPECT_EQ(values[6].number(), 18446744073709551615.0);
    EXPECT_TRUE(values[4].elements().empty());
}

TEST(JsonView, OfNothingIsNull)
{
    EXPECT_TRUE(JsonView().is_null());
    EXPECT_FALSE(JsonView().find("a") || JsonView().text());
    EXPECT_TRUE(JsonView().elements().empty());
    EXPECT_EQ(JsonView().dump(), "null");
    EXPECT_TRUE(JsonDocument().root().is_null());
}

TEST(JsonView, IsWrittenAsTheServerOrderedIt)
{
    EXPECT_EQ(parsed_json(R"({ "b" : [1, "x"], "a" : null })").root().dump(), R"({"b":[1,"x"],"a":null})");
}

TEST(JsonDocument, MovesAndKeepsItsViews)
{
    auto first = parsed_json(R"([{"id":"1"}])");
    const auto row = first.root().elements().front();
    const JsonDocument second = std::move(first);
    EXPECT_EQ(row.find("id")->text(), "1");
    EXPECT_EQ(second.root().elements().size(), 1U);
}

TEST(JsonDocument, KeepsItsRowsWhileOthersComeAndGo)  // their memory is used again
{
    const auto kept = parsed_json(R"(["kept"])");
    for (const std::size_t size : {1U, 1'000U, 1'000'000U, 1U}) {
        const auto text = "[\"" + std::string(size, 'x') + "\"]";
        const auto other = parsed_json(text);
        EXPECT_EQ(other.root().elements().front().text()->size(), size);
        EXPECT_FALSE(JsonDocument::parse("[" + text));
    }
    EXPECT_EQ(kept.root().elements().front().text(), "kept");
}

TEST(JsonDocument, RefusesWhatIsNotWholeAndValid)  // F-8
{
    for (const auto& text :
         {""s, " "s, "{"s, R"({"data":[1,2)"s, "[1,]"s, "[1] x"s, R"({"a":tru})"s, "[01]"s, "[\"\xff\"]"s,
          R"(["\ud800"])"s, "[\"a\0b\"]"s.substr(0, 6), "[NaN]"s, "[1e999]"s, "[99999999999999999999]"s})
        EXPECT_FALSE(JsonDocument::parse(text)) << text;
}

TEST(JsonDocument, RefusesWhatNestsDeeperThanAnyAnswer)
{
    EXPECT_TRUE(JsonDocument::parse(nested(100)));
    EXPECT_FALSE(JsonDocument::parse(nested(101)));
    EXPECT_FALSE(JsonDocument::parse(nested(100'000)));
}

TEST(JsonDocument, ReadsAMemoryThatEndsWithTheText)  // nothing behind it is read: ASan looks on
{
    const std::vector<char> exact{'[', '7', ']'};
    const auto document = JsonDocument::parse({exact.data(), exact.size()});
    ASSERT_TRUE(document);
    EXPECT_EQ(document->root().elements().front().integer(), 7);
}

}  // namespace
}  // namespace webhookd::openboxes
