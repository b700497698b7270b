// What holds for every history of every kind of entity.

#include <gtest/gtest.h>

#include "rules_builders.hpp"
#include "support/property.hpp"
#include "webhookd/core/shipment_status.hpp"

namespace webhookd::core {
namespace {

Json any_shipment_status()
{
    return *rc::gen::element<Json>("PENDING", "SHIPPED", "PARTIALLY_RECEIVED", "RECEIVED", "TELEPORTED",
                                   nullptr);
}

Json any_order_status()
{
    return *rc::gen::element<Json>("PENDING", "APPROVED", "PLACED", "RECEIVED", "REJECTED", "CANCELED",
                                   "TELEPORTED", nullptr);
}

Observation any_observation(EntityKind kind)
{
    switch (kind) {
        case EntityKind::stock_movement:
            return movement(any_shipment_status(), *rc::gen::arbitrary<bool>());
        case EntityKind::purchase_order:
            return order(any_order_status(), *rc::gen::element<Json>(nullptr, "2026-06-02T00:00:00Z"));
        case EntityKind::stock_level:
            return level(*rc::gen::inRange(0, 4));
        case EntityKind::product:
        case EntityKind::adjustment:
        case EntityKind::stock:
            break;
    }
    return product("1");
}

Entity any_entity()
{
    Entity entity{.kind = *rc::gen::element(EntityKind::product, EntityKind::stock_movement,
                                            EntityKind::purchase_order, EntityKind::adjustment,
                                            EntityKind::stock_level)};
    entity.rules.received_on.partial = *rc::gen::arbitrary<bool>();
    entity.rules.received_on.complete = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>()) entity.rules.approved_statuses = {"PLACED", "RECEIVED"};
    return entity;
}

/// An entity with a past.
Entity any_known_entity()
{
    auto entity = any_entity();
    const auto polls = *rc::gen::inRange(1, 10);
    for (int poll = 0; poll < polls; ++poll)
        entity.see(any_observation(entity.kind));
    return entity;
}

RC_GTEST_PROP(Rules, SeeingTheSameTwiceYieldsNothing, ())  // P2: diff(a, a) is empty
{
    auto entity = any_known_entity();
    const auto seen = any_observation(entity.kind);
    entity.see(seen);
    const auto remembered = *entity.snapshot;
    RC_ASSERT(is_unchanged(entity.kind, remembered, seen));
    RC_ASSERT(entity.see(seen).empty());
    RC_ASSERT(*entity.snapshot == remembered);
}

RC_GTEST_PROP(Rules, UnchangedMeansNothingHappens, ())  // F-31
{
    auto entity = any_known_entity();
    const auto seen = any_observation(entity.kind);
    RC_PRE(is_unchanged(entity.kind, *entity.snapshot, seen));
    const auto remembered = *entity.snapshot;
    RC_ASSERT(entity.see(seen).empty());
    RC_ASSERT(*entity.snapshot == remembered);
}

RC_GTEST_PROP(Rules, NumbersOfOneTypeStrictlyIncrease, ())  // P3: no id is used for two things
{
    auto entity = any_entity();
    std::map<std::string, int> last;
    for (int poll = 0; poll < 30; ++poll) {
        const auto seen = any_observation(entity.kind);
        if (*rc::gen::inRange(0, 8) == 0) {
            entity.see_in_baseline(seen);
            continue;
        }
        for (const auto& occurrence : entity.see(seen)) {
            RC_ASSERT(occurrence.number > last[occurrence.type]);
            last[occurrence.type] = occurrence.number;
        }
    }
}

RC_GTEST_PROP(Rules, RepeatingAPollRepeatsItsOccurrences,
              ())  // P3, F-25: a crash before the commit, a restored backup
{
    const auto entity = any_known_entity();
    const auto seen = any_observation(entity.kind);
    auto once = entity;
    auto again = entity;
    RC_ASSERT(once.see(seen) == again.see(seen));
}

RC_GTEST_PROP(Rules, DownwardNeverEmits, ())  // F-28
{
    Entity entity{.kind = EntityKind::stock_movement};
    entity.rules.received_on.partial = *rc::gen::arbitrary<bool>();
    const auto high = any_shipment_status();
    const auto low = any_shipment_status();
    const auto rank = [](const Json& status) {
        return status.is_string() ? find_shipment_status(status.get<std::string>()) : std::nullopt;
    };
    RC_PRE(rank(low) < rank(high));
    entity.see(movement(high));
    RC_ASSERT(entity.see(movement(low, *rc::gen::arbitrary<bool>())).empty());
}

RC_GTEST_PROP(Rules, NoReceiptWithoutAShipment, ())  // F-29: never only `received`
{
    Entity entity{.kind = EntityKind::stock_movement};
    int shipments = 0;
    for (int poll = 0; poll < 20; ++poll)
        for (const auto& occurrence : entity.see(any_observation(entity.kind))) {
            if (occurrence.type == event_type::stock_movement_shipped)
                ++shipments;
            else
                RC_ASSERT(shipments > 0);
        }
}

}  // namespace
}  // namespace webhookd::core
