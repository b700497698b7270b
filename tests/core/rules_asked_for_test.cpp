// Events that a configuration asks for: what crosses and what does not, and that for arbitrary rules and
// histories they are those of a plain reading of the same sentence.

#include <gtest/gtest.h>

#include <algorithm>

#include "rules_builders.hpp"
#include "support/property.hpp"

namespace webhookd::core {
namespace {

using How = Crossing::How;

EventType asked_for(std::string type, Trigger when, EntityKind kind = EntityKind::product)
{
    return {.type = std::move(type),
            .about = kind,
            .fires = "",
            .causes = {{kind, std::move(when)}},
            .asked_for = true};
}

Observation with(Json compared)
{
    Observation seen;
    seen.id = "1";
    seen.watched["compared"] = std::move(compared);
    return seen;
}

/// One entity, and the types that its rows make beside those that are built in.
class Watched
{
  public:
    explicit Watched(std::vector<EventType> types, EntityKind kind = EntityKind::product)
        : kind_(kind), rulebook_(std::move(types))
    {
    }

    std::vector<std::string> see(const Observation& seen)
    {
        auto result = step(kind_, rulebook_, snapshot, seen);
        EXPECT_TRUE(!snapshot || !is_unchanged(kind_, *snapshot, seen) || result.occurrences.empty());
        snapshot = std::move(result.next);
        occurrences = std::move(result.occurrences);
        std::vector<std::string> types;
        for (const auto& occurrence : occurrences)
            types.push_back(occurrence.type);
        return types;
    }
    std::vector<std::string> told(Json compared) { return see(with(std::move(compared))); }

    std::optional<Snapshot> snapshot;
    std::vector<Occurrence> occurrences;  ///< of the last row

  private:
    EntityKind kind_;
    Rulebook rulebook_;
};

using Types = std::vector<std::string>;

TEST(AskedFor, AChangeIsToldWithTheOldValueAndCounted)
{
    Watched product({asked_for("product.renamed", Crosses{{{.fields = {"name", "productCode"}}}})});
    EXPECT_EQ(product.told({{"name", "Gloves"}, {"productCode", nullptr}}), Types{});
    EXPECT_EQ(product.told({{"name", "Gloves"}, {"productCode", nullptr}}), Types{});
    EXPECT_EQ(product.told({{"name", "Mittens"}, {"productCode", nullptr}}), Types{"product.renamed"});
    EXPECT_EQ(product.occurrences[0].previous, Json({{"name", "Gloves"}}));
    EXPECT_EQ(product.told({{"name", "Mittens"}, {"productCode", "M1"}}), Types{"product.renamed"});
    EXPECT_EQ(product.occurrences[0].number, 2);
    EXPECT_EQ(product.occurrences[0].previous, Json({{"productCode", nullptr}}));
}

TEST(AskedFor, WhatARowDoesNotTellIsKeptAndNoChange)  // P2
{
    Watched product({asked_for("product.renamed", Crosses{{{.fields = {"name"}}}})});
    product.told({{"name", "Gloves"}});
    EXPECT_EQ(product.told(Json::object()), Types{});
    EXPECT_EQ(product.see(core::product("1")), Types{});
    EXPECT_EQ(product.told({{"name", "Gloves"}}), Types{});
    EXPECT_EQ(product.told({{"name", "Mittens"}}), Types{"product.renamed"});
}

TEST(AskedFor, WhatWasNeverRememberedIsSilent)  // P2: a rule that is new
{
    Watched product({asked_for("product.renamed", Crosses{{{.fields = {"name"}}}}),
                     asked_for("product.retired",
                               Crosses{{{.how = How::enters, .fields = {"active"}, .values = {false}}}})});
    product.snapshot.emplace().id = "1";
    EXPECT_EQ(product.told({{"name", "Gloves"}, {"active", false}}), Types{});
    EXPECT_EQ(product.told({{"name", "Mittens"}, {"active", true}}), Types{"product.renamed"});
    EXPECT_EQ(product.told({{"name", "Mittens"}, {"active", false}}), Types{"product.retired"});
}

TEST(AskedFor, ALimitIsCrossedOnceAndEqualIsNotYetBeyondIt)
{
    const Crosses below{{{.how = How::falls_below, .fields = {"price"}, .limit = "least"}}};
    Watched product({asked_for("price.low", below)});
    const auto see = [&](const Json& price, const Json& least) {
        return product.told(Json{{"price", price}, {"least", least}});
    };
    EXPECT_EQ(see(5, 10), Types{});  // never seen before: nobody knows whether it fell
    EXPECT_EQ(see(10, 10), Types{});
    EXPECT_EQ(see(9.5, 10), Types{"price.low"});
    EXPECT_EQ(product.occurrences[0].previous, Json({{"price", 10}}));
    EXPECT_EQ(see(3, 10), Types{});
    EXPECT_EQ(see(nullptr, 10), Types{});
    EXPECT_EQ(see(3, 10), Types{});  // what it was between is unknown
    EXPECT_EQ(see(10, 10), Types{});
    EXPECT_EQ(see(10, 11), Types{"price.low"});  // the limit rose above it
}

TEST(AskedFor, AllConditionsHoldAtOnce)
{
    const Crosses reopened{{{.how = How::enters, .fields = {"status"}, .values = {"PENDING"}},
                            {.how = How::leaves, .fields = {"status"}, .values = {"PLACED", "RECEIVED"}}}};
    Watched watched({asked_for("purchaseOrder.back", reopened, EntityKind::purchase_order)},
                    EntityKind::purchase_order);
    EXPECT_EQ(watched.see(order("PENDING")), Types{});
    EXPECT_EQ(watched.see(order("PLACED")), Types{});
    EXPECT_EQ(watched.see(order("PENDING")), Types{"purchaseOrder.back"});
    EXPECT_EQ(watched.see(order("REJECTED")), Types{});
    EXPECT_EQ(watched.see(order("PENDING")), Types{});
}

TEST(AskedFor, WhatAppearsIsToldFirstAndCountsNothing)
{
    Watched watched({asked_for("purchaseOrder.entered",
                               Crosses{{{.how = How::enters, .fields = {"status"}, .values = {"PLACED"}}}},
                               EntityKind::purchase_order),
                     asked_for("purchaseOrder.made", Appears{}, EntityKind::purchase_order)},
                    EntityKind::purchase_order);
    EXPECT_EQ(watched.see(order("PLACED")), (Types{"purchaseOrder.made", "purchaseOrder.entered"}));
    EXPECT_FALSE(watched.occurrences[0].repeats);
    EXPECT_TRUE(watched.occurrences[1].repeats);
    EXPECT_EQ(watched.snapshot->occurrences, (std::map<std::string, int>{{"purchaseOrder.entered", 1}}));
}

TEST(AskedFor, AnOrderStaysOpenWhileItsStatusMayBecomeAnother)
{
    const Crosses entered{{{.how = How::enters, .fields = {"status"}, .values = {"RECEIVED"}}}};
    const Rulebook asking({asked_for("purchaseOrder.in", entered, EntityKind::purchase_order)});
    Snapshot placed;
    placed.watched["status"] = "SHIPPED";
    EXPECT_TRUE(is_open(EntityKind::purchase_order, asking, placed));
    EXPECT_FALSE(is_open(EntityKind::purchase_order, *Rulebook::built_in(), placed));
    placed.watched["status"] = "COMPLETED";
    EXPECT_FALSE(is_open(EntityKind::purchase_order, asking, placed));
}

TEST(AskedFor, EveryReadyMadeTypeIsUnderARuleAndDescribed)
{
    std::vector<EventType> types(ready_made_types().begin(), ready_made_types().end());
    const auto rulebook = Rulebook::built_in({}, types);
    for (const auto& type : types) {
        EXPECT_TRUE(type.asked_for) << type.type;
        EXPECT_NE(rulebook->find_event(type.type), nullptr) << type.type;
        EXPECT_TRUE(rulebook->watching(type.about).contains(type.type)) << type.type;
    }
}

// The same in the plainest words: all that was ever told of the entity, and what each sentence says of it.

const std::vector<std::string> fields{"a", "b", "c"};

Json any_value()
{
    return *rc::gen::element<Json>(0, 1, 2, 3, nullptr, "x", true);
}

Crossing any_crossing()
{
    Crossing crossing{
        .how = *rc::gen::element(How::changes, How::enters, How::leaves, How::rises_above, How::falls_below),
        .fields = {*rc::gen::elementOf(fields)}};
    if (crossing.how == How::changes) {
        if (*rc::gen::arbitrary<bool>()) crossing.fields.push_back(*rc::gen::elementOf(fields));
    } else if (crossing.how == How::enters || crossing.how == How::leaves) {
        crossing.values = {any_value(), any_value()};
    } else {
        crossing.limit = *rc::gen::element<Json>(1, 2, "a", "b");
    }
    return crossing;
}

std::vector<EventType> any_types()
{
    std::vector<EventType> types;
    const auto count = *rc::gen::inRange(1, 5);
    for (int i = 0; i < count; ++i) {
        const auto name = "own.t" + std::string(1, static_cast<char>('a' + i));
        if (*rc::gen::inRange(0, 5) == 0) {
            types.push_back(asked_for(name, Appears{}));
            continue;
        }
        Crosses crosses{{any_crossing()}};
        if (*rc::gen::arbitrary<bool>()) crosses.all.push_back(any_crossing());
        types.push_back(asked_for(name, crosses));
    }
    return types;
}

using Told = std::map<std::string, Json>;

bool reads_as_crossed(const Crossing& crossing, const std::optional<Told>& before, const Told& after)
{
    const auto& field = crossing.fields[0];
    const auto is_one = [&](const Json& value) { return std::ranges::count(crossing.values, value) > 0; };
    const auto was_told = [&](const std::string& name) { return before && before->contains(name); };
    const auto beyond = [&](const Told& told) -> int {
        const auto limit = crossing.limit.is_number() ? crossing.limit
                           : told.contains(crossing.limit.get<std::string>())
                               ? told.at(crossing.limit.get<std::string>())
                               : Json();
        if (!told.contains(field) || !told.at(field).is_number() || !limit.is_number()) return -1;
        const auto value = told.at(field).get<double>();
        const auto against = limit.get<double>();
        return crossing.how == How::rises_above ? value > against : value < against;
    };
    switch (crossing.how) {
        case How::changes:
            return std::ranges::any_of(crossing.fields, [&](const std::string& name) {
                return was_told(name) && before->at(name) != after.at(name);
            });
        case How::enters:
            if (!after.contains(field) || !is_one(after.at(field))) return false;
            return !before || (was_told(field) && !is_one(before->at(field)));
        case How::leaves:
            return was_told(field) && is_one(before->at(field)) && !is_one(after.at(field));
        case How::rises_above:
        case How::falls_below:
            return before && beyond(*before) == 0 && beyond(after) == 1;
    }
    return false;
}

RC_GTEST_PROP(AskedFor, EventsAreThoseOfAPlainReading, ())
{
    const auto types = any_types();
    Watched product(types);
    std::optional<Told> known;
    std::map<std::string, int> times;
    for (int poll = 0; poll < 12; ++poll) {
        auto row = Json::object();
        for (const auto& field : fields)
            if (*rc::gen::inRange(0, 4) > 0) row[field] = any_value();
        auto after = known.value_or(Told());
        for (const auto& [field, value] : row.items())
            after[field] = value;

        std::multiset<std::string> expected;
        for (const auto& type : types) {
            const auto* crosses = std::get_if<Crosses>(&type.causes[0].when);
            const bool fires = crosses == nullptr
                                   ? !known
                                   : std::ranges::all_of(crosses->all, [&](const Crossing& crossing) {
                                         return reads_as_crossed(crossing, known, after);
                                     });
            if (fires) expected.insert(type.type);
        }
        const auto seen = product.told(row);
        RC_ASSERT(std::multiset<std::string>(seen.begin(), seen.end()) == expected);
        for (const auto& occurrence : product.occurrences)
            RC_ASSERT(occurrence.number == ++times[occurrence.type]);
        known = after;
    }
}

RC_GTEST_PROP(AskedFor, NothingOfOthersChangesWhenOneIsAddedOrRemoved, ())
{
    const auto types = any_types();
    auto fewer = types;
    fewer.erase(fewer.begin() + *rc::gen::inRange<int>(0, static_cast<int>(types.size())));
    Watched product(types);
    Watched same(fewer);
    for (int poll = 0; poll < 12; ++poll) {
        auto row = Json::object();
        for (const auto& field : fields)
            row[field] = any_value();
        auto expected = product.told(row);
        std::erase_if(expected, [&](const std::string& type) {
            return std::ranges::find(fewer, type, &EventType::type) == fewer.end();
        });
        RC_ASSERT(same.told(row) == expected);
    }
}

/// The five as a configuration would write them, under their own names.
std::vector<EventType> the_five()
{
    using enum EntityKind;
    const auto enters = [](std::vector<Json> words) {
        return Crosses{{{.how = How::enters, .fields = {"status"}, .values = std::move(words)}}};
    };
    const auto& approved = RuleSettings::default_approved_statuses();
    return {asked_for("product.created", Appears{}),
            asked_for("stockMovement.shipped", enters({"SHIPPED", "PARTIALLY_RECEIVED", "RECEIVED"}),
                      stock_movement),
            asked_for("stockMovement.received", enters({"RECEIVED"}), stock_movement),
            asked_for("purchaseOrder.approved", enters({approved.begin(), approved.end()}), purchase_order),
            asked_for("inventory.adjusted", Appears{}, adjustment),
            asked_for("inventory.adjusted", Crosses{{{.fields = {"quantity"}}}}, stock_level)};
}

RC_GTEST_PROP(AskedFor, TheFiveWrittenAsRulesGiveTheSame, ())  // types, numbers, and so the ids (P3)
{
    const auto built_in = Rulebook::built_in();
    const Rulebook written(the_five());
    const auto kind =
        *rc::gen::element(EntityKind::product, EntityKind::stock_movement, EntityKind::purchase_order,
                          EntityKind::adjustment, EntityKind::stock_level);
    std::optional<Snapshot> known;
    std::optional<Snapshot> also_known;
    for (int poll = 0; poll < 20; ++poll) {
        auto seen = core::product("1");
        if (kind == EntityKind::stock_movement)
            seen = movement(*rc::gen::element<Json>("PENDING", "SHIPPED", "PARTIALLY_RECEIVED", "RECEIVED"));
        if (kind == EntityKind::purchase_order)
            seen = order(*rc::gen::element<Json>("PENDING", "APPROVED", "PLACED", "RECEIVED", "REJECTED"));
        if (kind == EntityKind::stock_level) seen = level(*rc::gen::inRange(0, 4));
        const auto as_built_in = step(kind, *built_in, known, seen);
        const auto as_written = step(kind, written, also_known, seen);
        const auto in_short = [](const Step& step) {
            std::vector<std::tuple<std::string, int, bool>> all;
            for (const auto& one : step.occurrences)
                all.emplace_back(one.type, one.number, one.repeats);
            return all;
        };
        RC_ASSERT(in_short(as_built_in) == in_short(as_written));
        known = as_built_in.next;
        also_known = as_written.next;
    }
}

}  // namespace
}  // namespace webhookd::core
