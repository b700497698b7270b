// Snapshots of entities, and the counts by facility that follow them.

#include "webhookd/store/entity_table.hpp"

#include <algorithm>
#include <vector>

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

using Place = EntityScope::Place;
constexpr auto movement = core::EntityKind::stock_movement;

core::Snapshot a_snapshot(std::string id, std::string origin = "", std::string destination = "")
{
    core::Snapshot snapshot;
    snapshot.id = std::move(id);
    snapshot.watched = {{"status", "PENDING"}};
    snapshot.origin_id = std::move(origin);
    snapshot.destination_id = std::move(destination);
    return snapshot;
}

using EntityIds = std::vector<std::string>;
using Found = std::vector<std::optional<core::Snapshot>>;

struct EntityTableTest : TablesTest
{
    Found find(const std::vector<std::string_view>& ids) { return tables_->entities.find(movement, ids); }
    EntityIds known(const std::vector<std::string_view>& ids)
    {
        EntityIds found;
        for (const auto& snapshot : find(ids))
            if (snapshot) found.push_back(snapshot->id);
        return found;
    }
    std::vector<std::string> open(Place place, const std::string& facility = "")
    {
        std::vector<std::string> ids;
        for (const auto& snapshot : tables_->entities.open({movement, place, facility}))
            ids.push_back(snapshot.id);
        std::ranges::sort(ids);
        return ids;
    }
    std::int64_t count(Place place, const std::string& facility = "")
    {
        return tables_->entities.count({movement, place, facility});
    }
};

}  // namespace

TEST_F(EntityTableTest, KeepsASnapshotAsItIs)
{
    auto snapshot = a_snapshot("1", "10", "20");
    snapshot.watched = Json::parse(R"({"n":1.5,"nested":{"a":[1,null,"é"]},"status":"SHIPPED"})");
    snapshot.occurrences = {{"stockMovement.shipped", 2}};
    snapshot.label = "123ABC";
    snapshot.gone = true;
    snapshot.missing = 3;
    tables_->entities.put(movement, snapshot, false);
    EXPECT_EQ(find({"1", "unknown"}), (Found{snapshot, std::nullopt}));
}

TEST_F(EntityTableTest, ForgetsWhatIsOlderThanADayAtOnePlace)
{
    const auto dated = [](std::string id, std::string origin, const char* day) {
        auto snapshot = a_snapshot(std::move(id), std::move(origin));
        snapshot.watched = {{"day", day}};
        return snapshot;
    };
    tables_->entities.put(movement, dated("old", "10", "2026-01-30"), false);
    tables_->entities.put(movement, dated("of the day", "10", "2026-02-01"), false);
    tables_->entities.put(movement, dated("elsewhere", "20", "2025-01-01"), false);
    tables_->entities.put(movement, a_snapshot("undated", "10"), false);
    tables_->entities.forget(movement, "10", "2026-02-01");
    EXPECT_EQ(known({"old", "of the day", "elsewhere", "undated"}),
              (EntityIds{"of the day", "elsewhere", "undated"}));
    EXPECT_EQ(count(Place::origin, "10"), 2);
    tables_->entities.forget(movement, "", "2026-02-01");
    EXPECT_EQ(known({"of the day", "elsewhere", "undated"}), (EntityIds{"of the day", "undated"}));
    EXPECT_EQ(count(Place::any), 2);
}

TEST_F(EntityTableTest, ReplacesTheSnapshotOfTheSameIdAndKind)
{
    tables_->entities.put(movement, a_snapshot("1"), true);
    auto changed = a_snapshot("1");
    changed.watched = {{"status", "SHIPPED"}};
    tables_->entities.put(movement, changed, true);
    tables_->entities.put(core::EntityKind::product, a_snapshot("1"), false);
    EXPECT_EQ(find({"1"}), Found{changed});
}

TEST_F(EntityTableTest, FindsTheOpenOfAFacility)
{
    tables_->entities.put(movement, a_snapshot("1", "10", "20"), true);
    tables_->entities.put(movement, a_snapshot("2", "10", "30"), true);
    tables_->entities.put(movement, a_snapshot("3", "30", "20"), true);
    tables_->entities.put(movement, a_snapshot("closed", "10", "20"), false);
    EXPECT_EQ(open(Place::any), (EntityIds{"1", "2", "3"}));
    EXPECT_EQ(open(Place::origin, "10"), (EntityIds{"1", "2"}));
    EXPECT_EQ(open(Place::destination, "20"), (EntityIds{"1", "3"}));
}

TEST_F(EntityTableTest, TakesWhatIsGoneForNotOpen)
{
    auto snapshot = a_snapshot("1", "10");
    snapshot.gone = true;
    tables_->entities.put(movement, snapshot, true);
    EXPECT_EQ(open(Place::any), EntityIds{});
}

TEST_F(EntityTableTest, CountsTheLiveOfAFacility)  // F-9: what an empty answer is compared with
{
    tables_->entities.put(movement, a_snapshot("1", "10", "20"), true);
    tables_->entities.put(movement, a_snapshot("2", "10", "30"), false);
    tables_->entities.put(movement, a_snapshot("2", "10", "30"), true);
    EXPECT_EQ(count(Place::any), 2);
    EXPECT_EQ(count(Place::origin, "10"), 2);
    EXPECT_EQ(count(Place::destination, "20"), 1);
    EXPECT_EQ(count(Place::destination, "10"), 0);
    EXPECT_EQ(tables_->entities.count({core::EntityKind::product, Place::any, ""}), 0);
}

TEST_F(EntityTableTest, CountsWhatMovedGoesAndComesBack)  // F-23
{
    auto snapshot = a_snapshot("1", "10", "20");
    tables_->entities.put(movement, snapshot, true);
    snapshot.destination_id = "30";
    tables_->entities.put(movement, snapshot, true);
    EXPECT_EQ(count(Place::destination, "20"), 0);
    EXPECT_EQ(count(Place::destination, "30"), 1);
    snapshot.gone = true;
    tables_->entities.put(movement, snapshot, false);
    EXPECT_EQ(count(Place::any), 0);
    EXPECT_EQ(count(Place::origin, "10"), 0);
    snapshot.gone = false;
    tables_->entities.put(movement, snapshot, true);
    EXPECT_EQ(count(Place::any), 1);
    EXPECT_EQ(count(Place::origin, "10"), 1);
}

}  // namespace webhookd::store
