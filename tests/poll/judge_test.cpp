// What a row comes to, and what becomes of a poll as a whole: plain calls, without store, source or clock.

#include "poll/judge.hpp"

#include <gtest/gtest.h>

namespace webhookd::poll {
namespace {

using namespace std::chrono_literals;
using core::EntityKind;
using Decision = store::StormHold::Decision;
using Types = std::vector<std::string>;

constexpr core::Timestamp polled_at{std::chrono::sys_days(std::chrono::June / 2 / 2026) + 12h};

/// An ordinary poll, of a stream whose baseline began the day before.
Terms terms(EntityKind kind = EntityKind::product)
{
    Terms terms;
    terms.stream.kind = kind;
    terms.record.baselined_at = terms.record.created_mark_at = terms.record.last_success_at = polled_at - 24h;
    terms.installation = {.source = "https://openboxes.example", .epoch = "e"};
    terms.storm_limit = 5;
    terms.log.began_at = terms.log.ended_at = terms.now = polled_at;
    return terms;
}

/// The first poll of a stream.
Terms baseline(EntityKind kind = EntityKind::product)
{
    auto first = terms(kind);
    first.baseline = first.full = true;
    first.record = {};
    return first;
}

core::Observation row(core::Timestamp created_at = polled_at)
{
    core::Observation seen;
    seen.id = "1";
    seen.created_at = created_at;
    return seen;
}

core::Observation row_with(Json watched)
{
    auto seen = row();
    seen.watched = std::move(watched);
    return seen;
}

/// What is remembered of it once it was seen.
core::Snapshot known(const core::Observation& seen, const Terms& terms)
{
    return judge({}, seen, terms).changes.back().entity;
}

Types types(const Judgement& judged)
{
    Types types;
    for (const auto& event : judged.events)
        types.push_back(event.type);
    return types;
}

OrderedJson data(const Judgement& judged)
{
    return OrderedJson::parse(judged.events.at(0).body)["data"];
}

Findings found(std::size_t events)
{
    return {.changes = 7, .events = std::vector<core::Event>(events), .newest_created_at = polled_at - 1h};
}

TEST(Judge, ANewRowIsRememberedAndTold)
{
    const auto judged = judge({}, row(), terms());
    ASSERT_EQ(judged.changes.size(), 1U);
    EXPECT_EQ(judged.changes[0].entity.id, "1");
    EXPECT_EQ(types(judged), Types{"product.created"});
    EXPECT_EQ(judged.events[0].entity, "product:1");
}

TEST(Judge, ARowThatIsAsItWasComesToNothing)
{
    const auto judged = judge(known(row(), terms()), row(), terms());
    EXPECT_EQ(judged.changes, std::vector<Change>{});
    EXPECT_EQ(types(judged), Types{});
}

TEST(Judge, WhatIsInFlightIsOpen)
{
    const auto kind = EntityKind::stock_movement;
    EXPECT_TRUE(judge({}, row_with({{"status", "SHIPPED"}}), terms(kind)).changes.at(0).open);
    EXPECT_FALSE(judge({}, row_with({{"status", "RECEIVED"}}), terms(kind)).changes.at(0).open);
}

TEST(Judge, ABaselineRemembersAndTellsNothing)  // P2, F-20
{
    const auto judged = judge({}, row(), baseline());
    EXPECT_EQ(judged.changes.size(), 1U);
    EXPECT_EQ(types(judged), Types{});
}

TEST(Judge, AFirstRunThatEmitsTellsWhatIsThereAndALaterBaselineDoesNot)  // F-12
{
    auto first = baseline();
    first.emit_on_first_run = true;
    EXPECT_EQ(types(judge({}, row(), first)), Types{"product.created"});
    first.record.baselined_at = polled_at - 24h;
    EXPECT_EQ(types(judge({}, row(), first)), Types{});
}

TEST(Judge, ABaselineTellsOfWhatIsKnownFromItsOtherEnd)
{
    const auto kind = EntityKind::stock_movement;
    const auto before = known(row_with({{"status", "PENDING"}}), terms(kind));
    const auto judged = judge(before, row_with({{"status", "SHIPPED"}}), baseline(kind));
    EXPECT_EQ(types(judged), Types{"stockMovement.shipped"});
}

TEST(Judge, AFirstScanTellsWhatCameAfterTheStreamThatItTakesOver)
{
    auto first = baseline(EntityKind::adjustment);
    first.record.last_success_at = polled_at - 24h;
    EXPECT_EQ(types(judge({}, row(polled_at - 25h), first)), Types{"inventory.adjusted"});
    EXPECT_EQ(types(judge({}, row(polled_at - 26h), first)), Types{});
}

TEST(Judge, WhatIsOlderThanTheBaselineIsSilent)  // F-22, and F-16 for the hour
{
    EXPECT_EQ(types(judge({}, row(polled_at - 25h), terms())), Types{"product.created"});
    EXPECT_EQ(types(judge({}, row(polled_at - 25h - 1s), terms())), Types{});
}

TEST(Judge, TheClockOfTheServerIsAllowedForWhereItIsKnown)  // F-16
{
    auto slow = terms();
    slow.server_ahead = -5h;
    EXPECT_EQ(types(judge({}, row(polled_at - 29h - 1s), slow)), Types{"product.created"});
    EXPECT_EQ(types(judge({}, row(polled_at - 29h - 2s), slow)), Types{});
}

TEST(Judge, OfTheNewestSecondTheBaselineMayHaveSeenAPart)  // F-15
{
    auto later = terms();
    later.record.newest_created_at = polled_at - 48h;
    EXPECT_EQ(types(judge({}, row(polled_at - 48h), later)), Types{"product.created"});
    later.mostly_strangers = true;
    EXPECT_EQ(types(judge({}, row(polled_at - 48h), later)), Types{});
}

TEST(Judge, ARowIsRememberedUnderItsAliasesToo)
{
    auto seen = row();
    seen.aliases = {"77XK2P/gauze"};
    const auto judged = judge({}, seen, terms(EntityKind::adjustment));
    ASSERT_EQ(judged.changes.size(), 2U);
    EXPECT_EQ(judged.changes[0].entity.id, "77XK2P/gauze");
    EXPECT_EQ(data(judged)["id"], "77XK2P/gauze");
    EXPECT_EQ(types(judge(judged.changes[0].entity, seen, terms(EntityKind::adjustment))), Types{});
}

TEST(Judge, TheSameEventHasTheSameIdWheneverItIsSeen)  // P3
{
    auto later = terms();
    later.now += 1h;
    EXPECT_EQ(judge({}, row(), terms()).events.at(0).id, judge({}, row(), later).events.at(0).id);
}

TEST(Judge, WhatHappensAgainHasAnotherId)  // P3
{
    const auto level = terms(EntityKind::stock_level);
    const auto first = judge(known(row_with({{"quantity", 10}}), level), row_with({{"quantity", 7}}), level);
    const auto again = judge(first.changes.at(0).entity, row_with({{"quantity", 10}}), level);
    EXPECT_EQ(types(again), types(first));
    EXPECT_NE(again.events[0].id, first.events[0].id);
}

TEST(Judge, AnAdjustedLevelTellsWhatItWasAndTheDifference)
{
    const auto level = terms(EntityKind::stock_level);
    auto seen = row_with({{"quantity", 7}});
    seen.object = {{"quantityAfter", 7}};
    const auto object = data(judge(known(row_with({{"quantity", 10}}), level), seen, level))["object"];
    EXPECT_EQ(object["quantityBefore"], 10);
    EXPECT_EQ(object["quantityDifference"], -3);
}

TEST(Judge, WhatIsAbsentTwiceIsGone)  // openboxes-api.md 4.8
{
    const auto movement = terms(EntityKind::stock_movement);
    const auto once = judge_absent(known(row_with({{"status", "SHIPPED"}}), movement), movement);
    EXPECT_TRUE(once.open && !once.entity.gone);
    const auto twice = judge_absent(once.entity, movement);
    EXPECT_TRUE(!twice.open && twice.entity.gone);
}

TEST(Conclude, AsManyEventsAsTheLimitAreTold)
{
    const auto effect = conclude(found(5), terms());
    EXPECT_FALSE(effect.held);
    EXPECT_EQ(effect.events.size(), 5U);
    EXPECT_EQ(effect.log.events, 5);
    EXPECT_EQ(effect.log.changes, 7);
    EXPECT_EQ(effect.record.last_success_at, polled_at);
}

TEST(Conclude, OneMoreIsHeldAndToldOfOnce)
{
    auto poll = terms();
    const auto effect = conclude(found(6), poll);
    EXPECT_TRUE(effect.held && effect.events.empty() && effect.notice);
    EXPECT_EQ(effect.log.outcome, store::PollOutcome::held);
    EXPECT_EQ(effect.record.last_success_at, poll.record.last_success_at);
    poll.record = effect.record;
    EXPECT_FALSE(conclude(found(6), poll).notice);
}

TEST(Conclude, ADoubtIsHeldHoweverFewTheEvents)
{
    auto doubted = terms();
    doubted.doubt = "all ids are new";
    EXPECT_TRUE(conclude(found(0), doubted).held);
}

TEST(Conclude, ADecisionReleasesOrDropsOneStorm)
{
    auto poll = terms();
    poll.record.hold = store::StormHold{.since = polled_at, .reach = "newest", .decision = Decision::release};
    EXPECT_EQ(conclude(found(6), poll).events.size(), 6U);
    poll.record.hold->decision = Decision::drop;
    const auto dropped = conclude(found(6), poll);
    EXPECT_EQ(dropped.events.size(), 0U);
    EXPECT_EQ(dropped.record.hold, std::nullopt);
}

TEST(Conclude, OnlyAPollThatSeesTheSameRowsSaysThatAStormIsOver)
{
    auto poll = terms();
    poll.record.hold = store::StormHold{.since = polled_at, .reach = "open", .decision = Decision::drop};
    poll.log.reach = "newest";
    EXPECT_EQ(conclude(found(0), poll).record.hold, poll.record.hold);
    poll.log.reach = "open";
    EXPECT_EQ(conclude(found(0), poll).record.hold, std::nullopt);
    poll.log.reach = "full";
    poll.full = true;
    EXPECT_EQ(conclude(found(0), poll).record.hold, std::nullopt);
}

TEST(Conclude, ABaselineNotesWhenItBeganAndTheNewestThatItSaw)  // F-22
{
    auto first = baseline();
    first.log.began_at = polled_at - 1min;
    const auto record = conclude(found(0), first).record;
    EXPECT_EQ(record.baselined_at, polled_at);
    EXPECT_EQ(record.created_mark_at, polled_at - 1min);
    EXPECT_EQ(record.newest_created_at, polled_at - 1h);
}

TEST(Conclude, AdjustmentsOutOfReachAreForgottenButNotByAClockThatIsAhead)  // F-16
{
    auto comparison = terms(EntityKind::adjustment);
    comparison.full = true;
    comparison.log.rows = 1;
    comparison.record.last_full_at = polled_at - 24h;
    EXPECT_EQ(conclude(found(0), comparison).forget_before, "2025-04-27");
    comparison.now += std::chrono::years(5);
    EXPECT_EQ(conclude(found(0), comparison).forget_before, "2025-04-27");
    comparison.log.rows = 0;
    EXPECT_EQ(conclude(found(0), comparison).forget_before, "");
}

}  // namespace
}  // namespace webhookd::poll
