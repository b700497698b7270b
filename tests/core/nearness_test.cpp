// How near an entity is to an event.

#include "webhookd/core/nearness.hpp"

#include <gtest/gtest.h>

namespace webhookd::core {
namespace {

using How = Crossing::How;

EventType when(std::vector<Crossing> all)
{
    return {.type = "a.b",
            .about = EntityKind::stock,
            .fires = "",
            .causes = {{EntityKind::stock, Crosses{std::move(all)}}},
            .asked_for = true};
}

TEST(Nearness, IsTheShareThatIsLeftToTheLimit)
{
    const auto low = when({{.how = How::falls_below, .fields = {"quantity"}, .limit = "least"}});
    EXPECT_EQ(distance(low, {{"quantity", 30}, {"least", 20}}), 0.5);
    EXPECT_EQ(distance(low, {{"quantity", 20}, {"least", 20}}), 0);
    EXPECT_EQ(distance(low, {{"quantity", 19}, {"least", 20}}), std::nullopt);
    EXPECT_EQ(distance(low, {{"quantity", 19}, {"least", nullptr}}), std::nullopt);
    EXPECT_EQ(named_values(low, {{"quantity", 30}, {"least", 20}, {"name", "x"}}),
              Json({{"quantity", 30}, {"least", 20}}));
}

TEST(Nearness, IsNothingForWhatIsSoAlready)
{
    const auto placed = when({{.how = How::enters, .fields = {"status"}, .values = {"PLACED"}}});
    EXPECT_EQ(distance(placed, {{"status", "PENDING"}}), 0);
    EXPECT_EQ(distance(placed, {{"status", "PLACED"}}), std::nullopt);
    const auto left = when({{.how = How::leaves, .fields = {"status"}, .values = {"PLACED"}}});
    EXPECT_EQ(distance(left, {{"status", "PENDING"}}), std::nullopt);
    EXPECT_EQ(distance(left, {{"status", "PLACED"}}), 0);
}

TEST(Nearness, HeedsWhereAndAllThatMustHold)
{
    auto both = when(
        {{.how = How::rises_above, .fields = {"a"}, .limit = 10}, {.how = How::changes, .fields = {"b"}}});
    EXPECT_EQ(distance(both, {{"a", 5}, {"b", 1}}), 0.5);
    both.where = parse_where({{"object.b", 2}}).value();
    EXPECT_EQ(distance(both, {{"a", 5}, {"b", 1}}), std::nullopt);
}

TEST(Nearness, KnowsNothingOfWhatAppears)
{
    const EventType appears{.type = "a.b",
                            .about = EntityKind::product,
                            .fires = "",
                            .causes = {{EntityKind::product, Appears{}}},
                            .asked_for = true};
    EXPECT_EQ(distance(appears, Json::object()), std::nullopt);
}

}  // namespace
}  // namespace webhookd::core
