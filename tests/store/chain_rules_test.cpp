// The rules of chains by plain calls; that the table keeps to them, chain_test.cpp and
// chain_property_test.cpp.

#include "store/chain.hpp"

#include "store/tables_test.hpp"

namespace webhookd::store {

TEST(ChainRules, WhoIsBehindAnEarlierEventWaits)  // P4
{
    const Link first{.event_seq = 5};
    EXPECT_EQ(state_behind(first, 6), DeliveryState::waiting);
    EXPECT_EQ(state_behind(first, 4), DeliveryState::pending);
    EXPECT_EQ(state_behind({}, 6), DeliveryState::pending);
}

TEST(ChainRules, WhatIsHeldBackIsKnownToHaveBeenSentOutOfTurn)  // P4
{
    Link link{.waiting = true, .due_at = at(0)};
    EXPECT_FALSE(was_held_back(link, at(1)));
    link.due_at = due_when_held_back(link, at(1));
    EXPECT_TRUE(was_held_back(link, at(1)));
}

TEST(ChainRules, WhatIsHeldBackIsDueNoEarlierThanBefore)
{
    EXPECT_EQ(due_when_held_back({.due_at = at(60)}, at(1)), at(60));
}

TEST(ChainRules, WhatIsReleasedIsDueAsItWas)
{
    EXPECT_EQ(due_when_released({.due_at = at(1)}, at(9)), at(1));
}

TEST(ChainRules, AClockThatWasSetBackDelaysOnlyWhatIsToBeTriedAgain)
{
    EXPECT_EQ(due_when_released({.due_at = at(60)}, at(9)), at(9));
    EXPECT_EQ(due_when_released({.tried = true, .due_at = at(60)}, at(9)), at(60));
}

}  // namespace webhookd::store
