// What the steps of a stock movement mean: skipped, taken back, unknown and partial ones, and those before
// the baseline.

#include <gtest/gtest.h>

#include "rules_builders.hpp"

namespace webhookd::core {
namespace {

Entity a_movement()
{
    return {.kind = EntityKind::stock_movement};
}

TEST(MovementRule, ShippedFiresWhenTheStatusCrosses)
{
    auto entity = a_movement();
    EXPECT_EQ(entity.see(movement("PENDING")), Occurrences{});
    EXPECT_EQ(entity.see(movement("SHIPPED")), (Occurrences{shipped(1, from("PENDING"))}));
    EXPECT_EQ(entity.see(movement("RECEIVED")), (Occurrences{received(1, from("SHIPPED"))}));
}

TEST(MovementRule, SkippedStatusYieldsShippedThenReceived)  // F-29
{
    auto entity = a_movement();
    entity.see(movement("PENDING"));
    EXPECT_EQ(entity.see(movement("RECEIVED")),
              (Occurrences{shipped(1, from("PENDING"), true), received(1, from("SHIPPED"))}));
}

TEST(MovementRule, FirstSeenShippedFiresFromNull)  // F-30
{
    EXPECT_EQ(a_movement().see(movement("SHIPPED")), (Occurrences{shipped(1, nullptr)}));
}

TEST(MovementRule, FirstSeenReceivedFiresBoth)  // F-29, F-30
{
    EXPECT_EQ(a_movement().see(movement("RECEIVED")),
              (Occurrences{shipped(1, nullptr, true), received(1, from("SHIPPED"))}));
}

TEST(MovementRule, FirstSeenPartiallyReceivedFiresShippedInferred)
{
    EXPECT_EQ(a_movement().see(movement("PARTIALLY_RECEIVED")), (Occurrences{shipped(1, nullptr, true)}));
}

TEST(MovementRule, RollbackIsSilentAndReArms)  // F-28: shipped twice, with different numbers
{
    auto entity = a_movement();
    entity.see(movement("SHIPPED"));
    EXPECT_EQ(entity.see(movement("PENDING")), Occurrences{});
    EXPECT_EQ(entity.see(movement("SHIPPED")), (Occurrences{shipped(2, from("PENDING"))}));
}

TEST(MovementRule, RollbackOfAReceiptReArmsTheReceiptOnly)  // F-28
{
    for (const auto* back_to : {"SHIPPED", "PARTIALLY_RECEIVED"}) {
        auto entity = a_movement();
        entity.see(movement("RECEIVED"));
        EXPECT_EQ(entity.see(movement(back_to)), Occurrences{});
        EXPECT_EQ(entity.see(movement("RECEIVED")), (Occurrences{received(2, from(back_to))}));
    }
}

TEST(MovementRule, PartialReceiptIsSilentByDefault)
{
    auto entity = a_movement();
    entity.see(movement("SHIPPED"));
    EXPECT_EQ(entity.see(movement("PARTIALLY_RECEIVED")), Occurrences{});
    EXPECT_EQ(entity.see(movement("RECEIVED")), (Occurrences{received(1, from("PARTIALLY_RECEIVED"))}));
}

TEST(MovementRule, PartialReceiptFiresWhenAskedFor)  // detection.received_on: [partial, complete]
{
    auto entity = a_movement();
    entity.rules.received_on.partial = true;
    entity.see(movement("SHIPPED"));
    EXPECT_EQ(entity.see(movement("PARTIALLY_RECEIVED")), (Occurrences{received(1, from("SHIPPED"))}));
    EXPECT_EQ(entity.see(movement("RECEIVED")), (Occurrences{received(2, from("PARTIALLY_RECEIVED"))}));
}

TEST(MovementRule, SkippedPartialReceiptIsNotInvented)  // P2
{
    auto entity = a_movement();
    entity.rules.received_on.partial = true;
    entity.see(movement("SHIPPED"));
    EXPECT_EQ(entity.see(movement("RECEIVED")), (Occurrences{received(1, from("SHIPPED"))}));
}

TEST(MovementRule, FallingBackToPartiallyReceivedIsNoReceipt)
{
    auto entity = a_movement();
    entity.rules.received_on.partial = true;
    entity.see(movement("RECEIVED"));
    EXPECT_EQ(entity.see(movement("PARTIALLY_RECEIVED")), Occurrences{});
}

TEST(MovementRule, CompleteReceiptIsSilentWhenOnlyPartialIsAskedFor)
{
    auto entity = a_movement();
    entity.rules.received_on.partial = true;
    entity.rules.received_on.complete = false;
    entity.see(movement("SHIPPED"));
    EXPECT_EQ(entity.see(movement("PARTIALLY_RECEIVED")), (Occurrences{received(1, from("SHIPPED"))}));
    EXPECT_EQ(entity.see(movement("RECEIVED")), Occurrences{});
}

TEST(MovementRule, LowerBoundNeverLowersWhatIsRemembered)  // openboxes-api.md 4.5 rule 7
{
    auto entity = a_movement();
    entity.see(movement("RECEIVED"));
    EXPECT_EQ(entity.see(movement("SHIPPED", false)), Occurrences{});
    EXPECT_EQ(entity.snapshot->watched, from("RECEIVED"));
    EXPECT_EQ(entity.see(movement("RECEIVED")), Occurrences{});
}

TEST(MovementRule, GuessAboutTheRequestDoesNotReArm)
{
    auto entity = a_movement();
    entity.see(movement("SHIPPED"));
    entity.see(movement("PENDING", false));
    EXPECT_EQ(entity.see(movement("SHIPPED")), Occurrences{});
}

TEST(MovementRule, LowerBoundRaises)
{
    auto entity = a_movement();
    entity.see(movement("PENDING"));
    EXPECT_EQ(entity.see(movement("SHIPPED", false)), (Occurrences{shipped(1, from("PENDING"))}));
}

TEST(MovementRule, UnknownWordNeitherFiresNorReArms)  // F-33
{
    auto entity = a_movement();
    entity.see(movement("SHIPPED"));
    EXPECT_EQ(entity.see(movement("TELEPORTED")), Occurrences{});
    EXPECT_EQ(entity.see(movement(nullptr)), Occurrences{});
    EXPECT_EQ(entity.see(movement("SHIPPED")), Occurrences{});
}

TEST(MovementRule, UnknownWordOfANewMovementIsKeptAndCountsAsNotShipped)  // F-33
{
    auto entity = a_movement();
    EXPECT_EQ(entity.see(movement("TELEPORTED")), Occurrences{});
    EXPECT_EQ(entity.snapshot->watched, from("TELEPORTED"));
    EXPECT_EQ(entity.see(movement("SHIPPED")), (Occurrences{shipped(1, from("TELEPORTED"))}));
}

TEST(MovementRule, BaselineIsSilentAndCountsWhatIsAlreadyTrue)  // F-20, P3: the next id must be another one
{
    auto entity = a_movement();
    entity.see_in_baseline(movement("RECEIVED"));
    EXPECT_EQ(entity.see(movement("RECEIVED")), Occurrences{});
    EXPECT_EQ(entity.see(movement("PENDING")), Occurrences{});
    EXPECT_EQ(entity.see(movement("RECEIVED")),
              (Occurrences{shipped(2, from("PENDING"), true), received(2, from("SHIPPED"))}));
}

TEST(MovementRule, SecondBaselineKeepsTheCounts)  // F-12: a change of scope is no reason to repeat an id
{
    auto entity = a_movement();
    entity.see(movement("SHIPPED"));
    entity.see(movement("PENDING"));
    entity.see(movement("SHIPPED"));
    entity.see_in_baseline(movement("PENDING"));
    EXPECT_EQ(entity.see(movement("SHIPPED")), (Occurrences{shipped(3, from("PENDING"))}));
}

TEST(MovementRule, IsOpenWhileInFlight)  // openboxes-api.md 4.8
{
    auto entity = a_movement();
    const std::pair<Json, bool> cases[] = {
        {"PENDING", false}, {"SHIPPED", true}, {"PARTIALLY_RECEIVED", true}, {"RECEIVED", false}};
    for (const auto& [status, expected] : cases) {
        entity.see(movement(status));
        EXPECT_EQ(entity.open(), expected) << status;
    }
    entity.see(movement("SHIPPED"));
    entity.snapshot->gone = true;
    EXPECT_FALSE(entity.open());
}

}  // namespace
}  // namespace webhookd::core
