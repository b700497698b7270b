#include "openboxes/text.hpp"

#include <gtest/gtest.h>

namespace webhookd::openboxes {
namespace {

TEST(OneLine, IsOneLine)
{
    EXPECT_EQ(one_line(" a\r\n\t b\x7f"), "a b");
}

TEST(OneLine, IsCutBetweenCharacters)
{
    EXPECT_EQ(one_line("abcdef", 3), "abc...");
    EXPECT_EQ(one_line("ab\xc3\xa9"
                       "d",
                       3),
              "ab\xc3\xa9...");
    EXPECT_LT(one_line(std::string(1'000, '\x80'), 3).size(), 10U);  // no character at all
}

}  // namespace
}  // namespace webhookd::openboxes
