// Products, adjustments and stock levels; and what holds for an entity of any kind.

#include <gtest/gtest.h>

#include "rules_builders.hpp"

namespace webhookd::core {
namespace {

Occurrence first(std::string_view type)
{
    return {.type = std::string(type), .number = 1, .inferred = false, .previous = nullptr};
}

Occurrence adjusted(int number, int from_quantity)
{
    return {.type = std::string(event_type::inventory_adjusted),
            .number = number,
            .inferred = false,
            .repeats = true,
            .previous = Json::object({{"quantity", from_quantity}})};
}

TEST(ProductRule, CreatedFiresOnce)
{
    Entity entity{.kind = EntityKind::product};
    EXPECT_EQ(entity.see(product("1")), (Occurrences{first(event_type::product_created)}));
    EXPECT_EQ(entity.see(product("1")), Occurrences{});
}

TEST(ProductRule, BaselineIsSilent)  // F-20
{
    Entity entity{.kind = EntityKind::product};
    entity.see_in_baseline(product("1"));
    EXPECT_EQ(entity.see(product("1")), Occurrences{});
}

TEST(ProductRule, RememberedAsGoneComesBackWithoutASecondCreated)  // F-23
{
    Entity entity{.kind = EntityKind::product};
    entity.see(product("1"));
    entity.snapshot->gone = true;
    entity.snapshot->missing = 2;
    EXPECT_FALSE(is_unchanged(entity.kind, *entity.snapshot, product("1")));
    EXPECT_EQ(entity.see(product("1")), Occurrences{});
    EXPECT_FALSE(entity.snapshot->gone);
    EXPECT_EQ(entity.snapshot->missing, 0);
}

TEST(AdjustmentRule, FiresOncePerTransactionAndProduct)
{
    Entity entity{.kind = EntityKind::adjustment};
    EXPECT_EQ(entity.see(product("77XK2P/gauze")), (Occurrences{first(event_type::inventory_adjusted)}));
    EXPECT_EQ(entity.see(product("77XK2P/gauze")), Occurrences{});
}

TEST(LevelRule, FirstSightIsSilent)  // P2: what it was before is not known
{
    Entity entity{.kind = EntityKind::stock_level};
    EXPECT_EQ(entity.see(level(100)), Occurrences{});
}

TEST(LevelRule, EachDifferenceFiresWithTheNextNumber)  // P3
{
    Entity entity{.kind = EntityKind::stock_level};
    entity.see(level(100));
    EXPECT_EQ(entity.see(level(95)), (Occurrences{adjusted(1, 100)}));
    EXPECT_EQ(entity.see(level(100)), (Occurrences{adjusted(2, 95)}));
}

TEST(LevelRule, SameNumberWrittenOtherwiseIsNoDifference)  // F-31
{
    Entity entity{.kind = EntityKind::stock_level};
    entity.see(level(100));
    EXPECT_TRUE(is_unchanged(entity.kind, *entity.snapshot, level(100.0)));
    EXPECT_EQ(entity.see(level(100.0)), Occurrences{});
}

TEST(LevelRule, UnreadableQuantityIsNoDifference)  // F-33
{
    Entity entity{.kind = EntityKind::stock_level};
    entity.see(level(100));
    EXPECT_EQ(entity.see(level(nullptr)), Occurrences{});
    EXPECT_EQ(entity.see(level(95)), (Occurrences{adjusted(1, 100)}));
}

TEST(LevelRule, BaselineCountsSilently)
{
    Entity entity{.kind = EntityKind::stock_level};
    entity.see_in_baseline(level(100));
    entity.see_in_baseline(level(90));
    EXPECT_EQ(entity.see(level(80)), (Occurrences{adjusted(2, 90)}));
}

TEST(OpenSet, HoldsOnlyMovementsAndOrders)
{
    for (const auto kind : {EntityKind::product, EntityKind::adjustment, EntityKind::stock_level}) {
        Entity entity{.kind = kind};
        entity.see(product("1"));
        EXPECT_FALSE(entity.open());
    }
}

TEST(Snapshot, KeepsPlacesThatARowLeavesOut)  // openboxes-api.md 4.3 and 4.4: the two lists differ
{
    auto full = movement("SHIPPED");
    full.origin_id = "1";
    full.destination_id = "2";
    Entity entity{.kind = EntityKind::stock_movement};
    entity.see(full);
    EXPECT_TRUE(is_unchanged(entity.kind, *entity.snapshot, movement("SHIPPED")));
    entity.see(movement("RECEIVED"));
    EXPECT_EQ(entity.snapshot->origin_id, "1");
    EXPECT_EQ(entity.snapshot->destination_id, "2");
}

TEST(Snapshot, TakesANewLabelSilently)
{
    Entity entity{.kind = EntityKind::stock_movement};
    entity.see(movement("SHIPPED"));
    auto renamed = movement("SHIPPED");
    renamed.label = "456DEF";
    EXPECT_FALSE(is_unchanged(entity.kind, *entity.snapshot, renamed));
    EXPECT_EQ(entity.see(renamed), Occurrences{});
    EXPECT_EQ(entity.snapshot->label, "456DEF");
}

}  // namespace
}  // namespace webhookd::core
