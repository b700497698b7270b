// One line of what others wrote, the word that was meant, and the published values of the hash.

#include "webhookd/core/text.hpp"

#include <gtest/gtest.h>

namespace webhookd::core {
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

TEST(FindNearest, FindsTheWordThatWasMeant)
{
    const std::vector<std::string> known{"status", "subscribers", "secret", "sign"};
    EXPECT_EQ(find_nearest("statu", known, 2, 1), "status");
    EXPECT_EQ(find_nearest("sing", known, 2, 1), "sign");
    EXPECT_EQ(find_nearest("xyzzy", known, 2, 1), std::nullopt);
}

TEST(FindNearest, TakesAnAbbreviationThatIsLongEnough)
{
    const std::vector<std::string> known{"sign", "subscribers"};
    EXPECT_EQ(find_nearest("sub", known, 1, 3), "subscribers");
    EXPECT_EQ(find_nearest("sub", known, 1, 4), std::nullopt);
}

TEST(StableHash, IsThatOfItsDefinition)  // the order of entities in the state file rests on it
{
    EXPECT_EQ(stable_hash(""), 0xcbf29ce484222325U);
    EXPECT_EQ(stable_hash("foobar"), 0x85944171f73967e8U);
}

}  // namespace
}  // namespace webhookd::core
