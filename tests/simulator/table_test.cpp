// The kept views and groups of a simulated table follow every change.

#include <random>

#include <gtest/gtest.h>

#include "simulator/table.hpp"

namespace webhookd::simulator {
namespace {

struct Thing
{
    std::string id{};
    std::int64_t changed = 0;
    std::string place{};
};

SortKey by_change(const Thing& thing)
{
    return thing.changed;
}

std::string of_place(const Thing& thing)
{
    return thing.place;
}

std::string print(const Thing& thing)
{
    return thing.place + std::to_string(thing.changed);
}

/// The same table, in which nothing was looked at before.
Table<Thing> fresh(const Table<Thing>& table)
{
    Table<Thing> copy("thing");
    for (const auto& row : table.rows())
        copy.add(row);
    return copy;
}

TEST(SimulatedTable, ViewsAndGroupsAreThoseOfAFreshTableAfterAnyChange)
{
    std::mt19937_64 random(7);
    Table<Thing> table("thing");
    for (int step = 0; step < 400; ++step) {
        auto changes = step % 50 == 49 ? 40U : random() % 4;
        for (std::size_t change = 0; change < changes; ++change) {
            if (table.size() < 5 || random() % 3 == 0) {
                table.add({std::to_string(random()), 0, "a"});
            } else if (random() % 20 == 0) {
                table.erase(table.rows()[random() % table.size()].id);
            } else {
                auto& thing = table.edit(table.rows()[random() % table.size()].id);
                thing.changed = static_cast<std::int64_t>(random() % 50);
                thing.place = random() % 2 == 0 ? "a" : "b";
            }
        }
        auto expected = fresh(table);
        ASSERT_EQ(table.sorted_by("change", by_change), expected.sorted_by("change", by_change)) << step;
        for (const auto* place : {"a", "b", "c"})
            ASSERT_EQ(table.grouped_by("place", of_place, place),
                      expected.grouped_by("place", of_place, place))
                << step << place;
        for (const auto& row : table.rows())
            ASSERT_EQ(table.printed("text", 0, row, print), print(row)) << step;
    }
}

TEST(SimulatedTable, RowIsPrintedAnewWhenItChangesOrWhatItDependsOn)
{
    Table<Thing> table("thing");
    table.add({"1", 0, "a"});
    int prints = 0;
    auto count = [&](const Thing& thing) {
        ++prints;
        return print(thing);
    };
    auto text = [&](std::uint64_t depends_on) {
        return table.printed("text", depends_on, table.get("1"), count);
    };
    EXPECT_EQ(text(7), text(7));
    EXPECT_EQ(prints, 1);
    table.edit("1").place = "b";
    EXPECT_EQ(text(7), "b0");
    EXPECT_EQ(prints, 2);
    text(8);
    EXPECT_EQ(prints, 3);
}

TEST(SimulatedTable, SortThatFailsLeavesNothingBehind)
{
    Table<Thing> table("thing");
    table.add({"1", 2, "a"});
    table.add({"2", 1, "a"});
    auto refuse = [](const Thing&) -> SortKey { throw std::runtime_error("no such property"); };
    EXPECT_THROW(table.sorted_by("change", refuse), std::runtime_error);
    EXPECT_EQ(table.sorted_by("change", by_change), (Table<Thing>::Places{1, 0}));
}

}  // namespace
}  // namespace webhookd::simulator
