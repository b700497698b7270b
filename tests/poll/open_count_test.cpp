// When the number of open rows tells that one of them left, and when it is of no use.

#include "poll/open_count.hpp"

#include <gtest/gtest.h>

namespace webhookd::poll {
namespace {

TEST(OpenCount, TellsThatSomethingLeft)
{
    OpenCount count;
    count.note(7);
    EXPECT_EQ(count.surplus(7), 0);
    EXPECT_EQ(count.surplus(9), 2);
    EXPECT_EQ(count.surplus(6), -1);
}

TEST(OpenCount, WhatAlwaysDiffersIsNoNews)  // the server counts a row twice, or one of another place
{
    OpenCount count;
    count.note(9);
    EXPECT_NE(count.surplus(8), 0);
    count.note_read(8, false);
    EXPECT_EQ(count.surplus(8), 0);
    count.note(8);
    EXPECT_EQ(count.surplus(7), 0);
    EXPECT_NE(count.surplus(8), 0);
}

TEST(OpenCount, IsOfNoUseWhereTheServerTellsNoNumber)
{
    OpenCount count;
    count.note(std::nullopt);
    EXPECT_EQ(count.surplus(7), 0);
    EXPECT_FALSE(count.is_of_use());
}

TEST(OpenCount, IsOfNoUseWhenItChangesAndNothingHappens)
{
    OpenCount count;
    for (int listed = 0; listed < 20; ++listed) {
        count.note(listed);
        if (count.surplus(0) != 0) count.note_read(0, false);
    }
    EXPECT_FALSE(count.is_of_use());
    count.note_read(0, true);
    EXPECT_TRUE(count.is_of_use());
}

}  // namespace
}  // namespace webhookd::poll
