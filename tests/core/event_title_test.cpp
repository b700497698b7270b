// The title of an event, made from a body that may be anything.

#include "webhookd/core/event_title.hpp"

#include <gtest/gtest.h>

namespace webhookd::core {
namespace {

TEST(EventTitle, IsIdentifierAndName)
{
    EXPECT_EQ(title_of(R"({"data":{"object":{"identifier":"412ABC","name":"Weekly round"}}})"),
              "412ABC Weekly round");
    EXPECT_EQ(title_of(R"({"data":{"object":{"transactionNumber":"T1","product":{"name":"Gauze"}}}})"),
              "T1 Gauze");
}

TEST(EventTitle, IsOneOfThemWhenTheOtherIsMissing)
{
    EXPECT_EQ(title_of(R"({"data":{"object":{"orderNumber":"PO-7","name":null}}})"), "PO-7");
    EXPECT_EQ(title_of(R"({"data":{"object":{"orderNumber":"","name":"Gauze"}}})"), "Gauze");
}

TEST(EventTitle, IsCutBetweenTwoCharacters)
{
    std::string name;
    for (int i = 0; i < 300'000; ++i)
        name += "é";
    const auto title = title_of(R"({"data":{"object":{"identifier":"412ABC","name":")" + name + R"("}}})");
    EXPECT_LE(title.size(), 200u);
    EXPECT_GE(title.size(), 198u);
    EXPECT_TRUE(title.starts_with("412ABC éé")) << title;
    EXPECT_TRUE(title.ends_with("éé…")) << title;
}

TEST(EventTitle, IsEmptyWhateverElseTheBodyIs)
{
    for (const auto* body : {"", "no JSON", "[]", "{}", R"({"data":7})", R"({"data":{"object":[]}})",
                             R"({"data":{"object":{"name":7,"product":["name"]}}})"})
        EXPECT_EQ(title_of(body), "") << body;
}

}  // namespace
}  // namespace webhookd::core
