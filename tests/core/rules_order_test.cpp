// When a purchase order counts as approved, by status or by date, and when that is taken back.

#include <gtest/gtest.h>

#include "rules_builders.hpp"

namespace webhookd::core {
namespace {

Entity an_order()
{
    return {.kind = EntityKind::purchase_order};
}

TEST(OrderRule, ApprovedFiresWhenTheOrderIsPlaced)  // openboxes-api.md 5: placing is approving
{
    auto entity = an_order();
    EXPECT_EQ(entity.see(order("PENDING")), Occurrences{});
    EXPECT_EQ(entity.see(order("PLACED")), (Occurrences{approved(1, from("PENDING"))}));
}

TEST(OrderRule, EveryDefaultStatusCountsAsApproved)
{
    for (const auto& status : RuleSettings().approved_statuses) {
        auto entity = an_order();
        entity.see(order("PENDING"));
        EXPECT_EQ(entity.see(order(status)), (Occurrences{approved(1, from("PENDING"))})) << status;
    }
    EXPECT_EQ(RuleSettings().approved_statuses.size(), 9U);
}

TEST(OrderRule, MovingOnWithinTheSetIsSilent)
{
    auto entity = an_order();
    entity.see(order("APPROVED"));
    for (const auto* status : {"PLACED", "PARTIALLY_SHIPPED", "SHIPPED", "RECEIVED", "INVOICED", "COMPLETED"})
        EXPECT_EQ(entity.see(order(status)), Occurrences{}) << status;
}

TEST(OrderRule, FirstSeenApprovedFires)  // F-30: created and placed between two polls
{
    EXPECT_EQ(an_order().see(order("PLACED")), (Occurrences{approved(1, nullptr)}));
}

TEST(OrderRule, PendingRejectedAndNoStatusReArm)  // F-28
{
    for (const Json& status : {Json("PENDING"), Json("REJECTED"), Json(nullptr)}) {
        auto entity = an_order();
        entity.see(order("PLACED"));
        EXPECT_EQ(entity.see(order(status)), Occurrences{});
        EXPECT_EQ(entity.see(order("PLACED")), (Occurrences{approved(2, from(status))}));
    }
}

TEST(OrderRule, CanceledAndUnknownWordsKeepTheApproval)  // F-33
{
    for (const auto* status : {"CANCELED", "TELEPORTED"}) {
        auto entity = an_order();
        entity.see(order("PLACED"));
        EXPECT_EQ(entity.see(order(status)), Occurrences{});
        EXPECT_EQ(entity.see(order("PLACED")), Occurrences{});
    }
}

TEST(OrderRule, ApprovalTakenBackStaysTakenBackThroughCanceled)
{
    auto entity = an_order();
    entity.see(order("PLACED"));
    entity.see(order("PENDING"));
    entity.see(order("CANCELED"));
    EXPECT_EQ(entity.see(order("PLACED")), (Occurrences{approved(2, from("CANCELED"))}));
}

TEST(OrderRule, SetWithoutApprovedWaitsForPlaced)  // purchase_order_approved_statuses: [PLACED]
{
    auto entity = an_order();
    entity.rules.approved_statuses = {"PLACED"};
    EXPECT_EQ(entity.see(order("APPROVED")), Occurrences{});
    EXPECT_EQ(entity.see(order("PLACED")), (Occurrences{approved(1, from("APPROVED"))}));
    EXPECT_EQ(entity.see(order("APPROVED")), Occurrences{});
    EXPECT_EQ(entity.see(order("PLACED")), Occurrences{});
}

TEST(OrderRule, StatusInTheSetNeverReArms)
{
    auto entity = an_order();
    entity.rules.approved_statuses = {"PENDING", "PLACED"};
    EXPECT_EQ(entity.see(order("PENDING")), (Occurrences{approved(1, nullptr)}));
    EXPECT_EQ(entity.see(order("PLACED")), Occurrences{});
    EXPECT_EQ(entity.see(order("PENDING")), Occurrences{});
}

TEST(OrderRule, ApprovalDateFiresWhateverTheStatus)  // openboxes-api.md 5: null -> value wins
{
    auto entity = an_order();
    entity.see(order("PENDING"));
    EXPECT_EQ(entity.see(order("PENDING", "2026-06-02T00:00:00Z")),
              (Occurrences{approved(1, from("PENDING"))}));
    EXPECT_EQ(entity.see(order("PENDING", "2026-06-02T00:00:00Z")), Occurrences{});
    EXPECT_EQ(entity.see(order("PLACED", "2026-06-02T00:00:00Z")), Occurrences{});
}

TEST(OrderRule, ApprovalDateAfterTheStatusIsSilent)
{
    auto entity = an_order();
    entity.see(order("PLACED"));
    EXPECT_EQ(entity.see(order("PLACED", "2026-06-02T00:00:00Z")), Occurrences{});
}

TEST(OrderRule, RollbackClearsDateAndStatusAndReArms)
{
    auto entity = an_order();
    entity.see(order("PLACED", "2026-06-02T00:00:00Z"));
    EXPECT_EQ(entity.see(order("PENDING")), Occurrences{});
    EXPECT_EQ(entity.see(order("PLACED", "2026-06-03T00:00:00Z")),
              (Occurrences{approved(2, from("PENDING"))}));
}

TEST(OrderRule,
     RowWithoutApprovalFieldSaysNothingAboutIt)  // the list and the detail differ (openboxes-api.md 5)
{
    auto entity = an_order();
    entity.see(order("PENDING", "2026-06-02T00:00:00Z"));
    auto list_row = order("PENDING");
    list_row.watched.erase("approved_at");
    EXPECT_TRUE(is_unchanged(entity.kind, *entity.snapshot, list_row));
    EXPECT_EQ(entity.see(list_row), Occurrences{});
    EXPECT_EQ(entity.see(order("PLACED", "2026-06-02T00:00:00Z")), Occurrences{});
}

TEST(OrderRule,
     RememberedDateDoesNotOutliveAChangeOfStatus)  // else a rollback seen in the list would go unnoticed
{
    auto entity = an_order();
    entity.see(order("PLACED", "2026-06-02T00:00:00Z"));
    auto list_row = order("PENDING");
    list_row.watched.erase("approved_at");
    EXPECT_EQ(entity.see(list_row), Occurrences{});
    list_row.watched["status"] = "PLACED";
    EXPECT_EQ(entity.see(list_row), (Occurrences{approved(2, from("PENDING"))}));
}

TEST(OrderRule, BaselineIsSilentAndCountsWhatIsAlreadyTrue)  // F-20, P3
{
    auto entity = an_order();
    entity.see_in_baseline(order("PLACED"));
    EXPECT_EQ(entity.see(order("SHIPPED")), Occurrences{});
    EXPECT_EQ(entity.see(order("PENDING")), Occurrences{});
    EXPECT_EQ(entity.see(order("PLACED")), (Occurrences{approved(2, from("PENDING"))}));
}

TEST(OrderRule, WidenedSetIsABaselineForWhatItNowCovers)  // F-24
{
    auto entity = an_order();
    entity.rules.approved_statuses = {"COMPLETED"};
    EXPECT_EQ(entity.see(order("PLACED")), Occurrences{});
    entity.rules.approved_statuses = RuleSettings().approved_statuses;
    EXPECT_EQ(entity.see(order("SHIPPED")), Occurrences{});
    EXPECT_EQ(entity.see(order("CANCELED")), Occurrences{});
    EXPECT_EQ(entity.see(order("PLACED")), Occurrences{});
}

TEST(OrderRule, IsOpenWhileItMayStillBeApproved)  // openboxes-api.md 5: only these are asked for by name
{
    const std::pair<Json, bool> cases[] = {{"PENDING", true}, {"REJECTED", true},   {"APPROVED", false},
                                           {"PLACED", false}, {"CANCELED", false},  {"COMPLETED", false},
                                           {nullptr, false},  {"TELEPORTED", false}};
    for (const auto& [status, expected] : cases) {
        auto entity = an_order();
        entity.see(order(status));
        EXPECT_EQ(entity.open(), expected) << status;
    }
}

TEST(OrderRule, ApprovedOutsideTheSetIsStillOpen)
{
    auto entity = an_order();
    entity.rules.approved_statuses = {"PLACED"};
    entity.see(order("APPROVED"));
    EXPECT_TRUE(entity.open());
    entity.see(order("PLACED"));
    entity.see(order("APPROVED"));
    EXPECT_FALSE(entity.open());
}

TEST(OrderRule, DatedApprovalIsNotOpen)
{
    auto entity = an_order();
    entity.see(order("PENDING", "2026-06-02T00:00:00Z"));
    EXPECT_FALSE(entity.open());
}

TEST(OrderRule, RowThatAnotherOneContradictsDoesNotReArm)
{
    Entity entity{.kind = EntityKind::purchase_order};
    entity.see(order("PLACED"));
    auto doubtful = order("PENDING");
    doubtful.exact = false;
    entity.see(doubtful);
    EXPECT_EQ(entity.see(order("PLACED")), Occurrences{});
}

}  // namespace
}  // namespace webhookd::core
