// Text of others, made safe for a terminal.

#include "webhookd/core/printable.hpp"

#include <gtest/gtest.h>

#include "support/property.hpp"

namespace webhookd::core {
namespace {

TEST(Printable, LeavesWhatPeopleWrite)
{
    for (const auto* text :
         {"", "a b ~", "Médecins – \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u4e2d\u6587",
          "\U0001F469\u200d\U0001F52C", "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"})
        EXPECT_EQ(printable(text), text);
}

TEST(Printable, ShowsControlCharacters)
{
    EXPECT_EQ(printable("a\x1b[2Jb\r\n\t\x7f"), "a\\x1b[2Jb\\x0d\\n\\x09\\x7f");
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Printable, ShowsControlCharactersOfEightBits)
{
    EXPECT_EQ(printable("\u009b2J \u0085 \u009d"), "\\u009b2J \\u0085 \\u009d");
}

TEST(Printable, ShowsWhatTurnsOrHidesText)
{
    for (const auto* code : {"\u061c", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202b",
                             "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff"})
        EXPECT_TRUE(printable(code).starts_with("\\u")) << printable(code);
    EXPECT_EQ(printable("invoice\u202egpj.exe"), "invoice\\u202egpj.exe");
}

TEST(Printable, ShowsBytesThatAreNoUtf8)
{
    EXPECT_EQ(printable("a\x9b"
                        "b\xff\xc3"),
              "a\\x9bb\\xff\\xc3");
    EXPECT_EQ(printable("\xc0\x9b \xed\xa0\x80"), "\\xc0\\x9b \\xed\\xa0\\x80");
}

RC_GTEST_PROP(Printable, TwiceIsOnce, (const std::string& text))
{
    RC_ASSERT(printable(printable(text)) == printable(text));
}

TEST(PrintableJson, IsTheSameJson)
{
    const OrderedJson document{{"a\u202e", "x\u009by\x7f\u2028\x1b"}, {"b", "Médecins"}};
    const auto text = dump_json(document);
    EXPECT_EQ(text, R"({"a\u202e":"x\u009by\u007f\u2028\u001b","b":"Médecins"})");
    EXPECT_EQ(OrderedJson::parse(text), document);
}

TEST(PrintableJson, TakesBytesThatAreNoUtf8)
{
    EXPECT_TRUE(OrderedJson::accept(dump_json({{"a", "\xff"}})));
    EXPECT_TRUE(OrderedJson::accept(printable_json("{\"a\":\"\xff\"}")));
}

}  // namespace
}  // namespace webhookd::core
