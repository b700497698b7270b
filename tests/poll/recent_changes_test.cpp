// Two lists may show one movement, and the older sighting must not overrule the newer (P2).

#include "poll/recent_changes.hpp"

#include <gtest/gtest.h>

namespace webhookd::poll {
namespace {

using namespace std::chrono_literals;
using core::EntityKind;

const async::SteadyTime steady_noon{1000h};

openboxes::Sighting a_sighting(const std::string& id, async::SteadyTime requested_at)
{
    openboxes::Sighting sighting;
    sighting.seen.id = id;
    sighting.requested_at = requested_at;
    return sighting;
}

TEST(RecentChanges, OlderSightingDoesNotOverruleANewerOne)  // P2: both ends of one movement
{
    RecentChanges recent;
    EXPECT_EQ(recent.accept(EntityKind::stock_movement, {a_sighting("R1", steady_noon)}, steady_noon).size(),
              1U);
    EXPECT_TRUE(
        recent.accept(EntityKind::stock_movement, {a_sighting("R1", steady_noon - 1s)}, steady_noon).empty());
    EXPECT_EQ(
        recent.accept(EntityKind::stock_movement, {a_sighting("R2", steady_noon - 1s)}, steady_noon).size(),
        1U);
}

TEST(RecentChanges, NewerSightingIsAccepted)
{
    RecentChanges recent;
    recent.accept(EntityKind::stock_movement, {a_sighting("R1", steady_noon)}, steady_noon);
    EXPECT_EQ(
        recent.accept(EntityKind::stock_movement, {a_sighting("R1", steady_noon + 1s)}, steady_noon).size(),
        1U);
}

TEST(RecentChanges, KindsAreApart)
{
    RecentChanges recent;
    recent.accept(EntityKind::stock_movement, {a_sighting("1", steady_noon)}, steady_noon);
    EXPECT_EQ(
        recent.accept(EntityKind::purchase_order, {a_sighting("1", steady_noon - 1s)}, steady_noon).size(),
        1U);
}

TEST(RecentChanges, WhatHappensOnceIsNotHeldBack)
{
    RecentChanges recent;
    recent.accept(EntityKind::product, {a_sighting("P1", steady_noon)}, steady_noon);
    EXPECT_EQ(recent.accept(EntityKind::product, {a_sighting("P1", steady_noon - 1s)}, steady_noon).size(),
              1U);
}

}  // namespace
}  // namespace webhookd::poll
