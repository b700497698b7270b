// `events:`: types that are asked for beside those that are built in.

#include <gtest/gtest.h>

#include <algorithm>

#include "loading.hpp"
#include "webhookd/config/difference.hpp"

namespace webhookd::config {
namespace {

using core::Crossing;
using core::EntityKind;

std::string with_events(const std::string& events)
{
    return with_subscriber("") + "events:\n" + events;
}

std::vector<core::EventType> types_of(const std::string& events)
{
    return loaded(with_events(events)).events;
}

/// Without the name of the file.
std::string event_error(const std::string& events)
{
    const auto errors = errors_of(with_events(events));
    EXPECT_EQ(errors.size(), 1U) << events;
    if (errors.empty()) return "";
    return errors.front().substr(errors.front().find(" events") + 1);
}

std::string large(const std::string& more)
{
    return "  - type: purchaseOrder.large\n    on: purchase_orders\n" + more;
}

TEST(EventTypes, AreReadyMadeOrOnesOwn)
{
    const auto types =
        types_of("  - purchaseOrder.created\n" +
                 large("    when: {status: {enters: [PLACED]}, totalValue: {rises_above: 10}}\n"
                       "    where: {object.orderedBy: Ana Diaz}\n") +
                 "  - type: product.renamed\n    on: products\n    when: {changes: [name, active]}\n"
                 "  - {type: adjustment.seen, on: adjustments, when: appears}\n");
    ASSERT_EQ(types.size(), 4U);
    EXPECT_EQ(types[0].type, "purchaseOrder.created");
    EXPECT_EQ(types[1].about, EntityKind::purchase_order);
    const core::Crosses wanted{{{.how = Crossing::How::enters, .fields = {"status"}, .values = {"PLACED"}},
                                {.how = Crossing::How::rises_above, .fields = {"totalValue"}, .limit = 10}}};
    EXPECT_EQ(types[1].causes, (std::vector<core::EventType::Cause>{{EntityKind::purchase_order, wanted}}));
    EXPECT_EQ(types[1].where.fields.at(0).path, "object.orderedBy");
    EXPECT_EQ(types[1].fires,
              "The configuration asks for it: status enters [\"PLACED\"] and totalValue rises_above 10 of "
              "purchase_orders.");
    EXPECT_EQ(types[2].causes[0].when, core::Trigger(core::Crosses{{{.fields = {"name", "active"}}}}));
    EXPECT_EQ(types[3].causes.size(), 2U);  // where only levels are known, these show it
}

TEST(EventTypes, AreKnownToSubscribers)
{
    const auto config = loaded(
        "openboxes: {url: https://a.example/openboxes, username: u, password: p}\n"
        "events: [purchaseOrder.created]\n"
        "subscribers:\n"
        "  - {name: erp, url: https://b.example, secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, "
        "events: [purchaseOrder.created]}\n");
    EXPECT_NE(config.poller.source.rulebook->find_event("purchaseOrder.created"), nullptr);
    EXPECT_EQ(config.poller.source.rulebook->find_event("purchaseOrder.shipped"), nullptr);
}

TEST(EventTypes, SayWhatIsWrong)
{
    EXPECT_EQ(event_error("  - purchaseOrder.creatd\n"),
              "events[0]: unknown event type 'purchaseOrder.creatd'; did you mean 'purchaseOrder.created'?");
    EXPECT_EQ(event_error("  - purchaseOrder.created\n  - purchaseOrder.created\n"),
              "events[1]: purchaseOrder.created stands here twice");
    EXPECT_EQ(event_error("  - {type: Order.large, on: products, when: appears}\n"),
              "events[0].type: expected a name of two words of letters, such as purchaseOrder.large, found "
              "'Order.large'");
    EXPECT_EQ(event_error("  - {type: product.created, on: products, when: appears}\n"),
              "events[0].type: product.created is built in");
    EXPECT_EQ(event_error("  - {type: product.updated, on: products, when: appears}\n"),
              "events[0].type: product.updated is ready-made: write the name alone");
    EXPECT_EQ(event_error("  - {type: webhookd.mine, on: products, when: appears}\n"),
              "events[0].type: webhookd. begins the types that tell of the daemon itself");
    EXPECT_EQ(event_error("  - {type: a.b, on: product, when: appears}\n"),
              "events[0].on: expected products, stock_movements, purchase_orders, adjustments or "
              "stock_levels, found "
              "'product'");
    EXPECT_EQ(event_error(large("    when: {totlValue: {rises_above: 1}}\n")),
              "events[0].when.totlValue: unknown field 'totlValue'; did you mean 'totalValue'?");
    EXPECT_EQ(event_error(large("    when: {changes: [statsu]}\n")),
              "events[0].when.changes[0]: unknown field 'statsu'; did you mean 'status'?");
    EXPECT_EQ(event_error(large("    when: {status: {enter: [PLACED]}}\n")),
              "events[0].when.status.enter: unknown key; did you mean 'enters'?");
    EXPECT_EQ(event_error(large("    when: {status: {rises_above: 1}}\n")),
              "events[0].when.status.rises_above: status is not a number");
    EXPECT_EQ(event_error(large("    when: {totalValue: {rises_above: status}}\n")),
              "events[0].when.totalValue.rises_above: status is not a number");
    EXPECT_EQ(event_error(large("    when: {totalValue: {enters: [many]}}\n")),
              "events[0].when.totalValue.enters[0]: expected a number, found 'many'");
    EXPECT_EQ(event_error("  - {type: a.b, on: stock_movements, when: {status: {enters: [SHIPED]}}}\n"),
              "events[0].when.status.enters[0]: unknown value 'SHIPED'; did you mean 'SHIPPED'?");
    EXPECT_EQ(event_error("  - {type: a.b, on: products, when: {active: {enters: [no]}}}\n"),
              "events[0].when.active.enters[0]: expected true or false, found 'no'");
    EXPECT_EQ(event_error("  - {type: a.b, on: adjustments, when: {changes: [reason]}}\n"),
              "events[0].when: expected appears: adjustments never change, found a mapping");
    EXPECT_EQ(event_error(large("    when: appears\n    where: {object.totalVale: {gte: 1}}\n")),
              "events[0].where: unknown field 'totalVale'; did you mean 'totalValue'?");
    EXPECT_EQ(event_error(large("    when: appears\n    where: {total: {gte: 1}}\n")),
              "events[0].where: total: expected a path that begins with one of id, object, previous, "
              "occurrence, inferred, source, detected");
    EXPECT_EQ(event_error(large("")),
              "events[0].when: is missing; expected appears, changes: [FIELD…] or FIELD: {enters: [VALUE…]}");
    EXPECT_EQ(event_error("  - [a]\n"),
              "events[0]: expected the name of a ready-made event type, or a mapping with type, on and when, "
              "found a list");
}

TEST(EventTypes, TellAReloadWhatChanged)
{
    const auto before = loaded(with_events("  - product.updated\n" + large("    when: appears\n")));
    const auto after =
        loaded(with_events("  - purchaseOrder.created\n" + large("    when: {changes: [name]}\n")));
    const auto difference = differences(before, after);
    EXPECT_EQ(difference.polling, (std::vector<std::string>{"events: product.updated removed",
                                                            "events: purchaseOrder.created added",
                                                            "events: purchaseOrder.large changed"}));
    EXPECT_EQ(differences(before, before).polling, std::vector<std::string>{});
}

}  // namespace
}  // namespace webhookd::config
