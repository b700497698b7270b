// Whatever the rows of a list hold, what is made of them can be used: an observation has an id, the event
// about it can be written and has the promised keys, and the same row read again is no news (P2). The first
// byte chooses the list, the rest is the body of an answer.

#include <numeric>

#include "fuzz.hpp"
#include "openboxes/answer_reading.hpp"
#include "openboxes/objects.hpp"
#include "openboxes/page.hpp"
#include "openboxes/row_collector.hpp"
#include "openboxes/row_reader.hpp"
#include "openboxes/transactions.hpp"
#include "webhookd/core/event.hpp"

namespace {

using namespace webhookd;
using core::EntityKind;
using fuzz::require;

struct List
{
    EntityKind kind;
    openboxes::RowReader reader;
};

const std::vector<List>& lists()
{
    using namespace openboxes;
    static const Facility facility{.id = "1", .name = "Main depot"};
    static const std::vector<List> all{
        {EntityKind::product, product_rows()},
        {EntityKind::stock_movement, movement_rows(Side::origin, facility)},
        {EntityKind::stock_movement, movement_rows(Side::destination, facility)},
        {EntityKind::purchase_order, order_rows()},
        {EntityKind::adjustment, summary_rows(facility)},
        {EntityKind::stock_level, level_rows(facility, false)},
        {EntityKind::stock_level, level_rows(facility, true)},
    };
    return all;
}

std::vector<std::size_t> all_of(std::span<const core::Observation> page)
{
    std::vector<std::size_t> all(page.size());
    std::iota(all.begin(), all.end(), 0U);
    return all;
}

std::vector<std::string> keys_of(const OrderedJson& object)
{
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items())
        keys.push_back(key);
    return keys;
}

void check_event(const OrderedJson& object, const OrderedJson& promised, const std::string& id)
{
    require(object["id"] == id, "the object is that of the entity");
    require(keys_of(object) == keys_of(promised), "every promised key is there");
    core::EventData data;
    data.id = id;
    data.object = object;
    const auto body = core::envelope(core::event_type::product_created, core::Timestamp{}, data);
    require(Json::accept(body), "the event can be written as JSON");
}

void check_rules(EntityKind kind, const core::Observation& seen)
{
    static const auto rulebook = core::Rulebook::built_in({.received_on = {.partial = true}});
    const auto first = core::step(kind, *rulebook, std::nullopt, seen);
    require(core::is_unchanged(kind, first.next, seen), "the same row again is no news");
    const auto again = core::step(kind, *rulebook, first.next, seen);
    require(again.occurrences.empty() && again.next == first.next, "the same row again causes nothing");
}

void check_list(const List& list, const std::vector<openboxes::JsonView>& rows)
{
    openboxes::RowCollector collector(list.kind, list.reader, all_of, true);
    collector.collect_open(core::Rulebook::built_in());
    const auto facts = collector.take(rows, {});
    if (!facts) return;
    require(facts->ids.size() == rows.size(), "every row counts");
    openboxes::Scan scan;
    collector.finish(scan);
    require(scan.news.size() <= rows.size(), "no row becomes two observations");
    for (const auto& sighting : scan.news) {
        require(!sighting.seen.id.empty(), "no observation is without an id");
        check_event(sighting.seen.object, list.reader.object(openboxes::JsonView()), sighting.seen.id);
        check_rules(list.kind, sighting.seen);
    }
}

/// Transactions (B) are no list of adjustments: each stands for one per product that it is asked for.
void check_transactions(const std::vector<openboxes::JsonView>& rows)
{
    const openboxes::Facility facility{.id = "1", .name = "Main depot"};
    openboxes::ProductLine line;
    line.product_id = "p";
    line.product = {{"id", "p"}};
    line.quantity = 1.5;
    for (const auto& row : rows) {
        const auto adjustments = openboxes::adjustments_of(row, facility, {line});
        require(adjustments.empty() != openboxes::read_transaction(row).has_value(), "one per product");
        for (const auto& adjustment : adjustments) {
            require(!adjustment.seen.id.empty(), "no observation is without an id");
            const auto& seen = adjustment.seen;
            const auto& shown = seen.aliases.empty() ? seen.id : seen.aliases.front();
            check_event(adjustment.object, openboxes::adjustment_object({}), shown);
            check_rules(EntityKind::adjustment, adjustment.seen);
        }
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    http::Answer answer;
    answer.status = 200;
    answer.headers = {{"Content-Type", "application/json"}};
    answer.body = fuzz::as_text(data + 1, size - 1);
    auto reading = openboxes::read_answer(answer, {});
    if (reading.kind != openboxes::Reading::Kind::answer) {
        require(!reading.error.detail.empty(), "a refusal says why");
        return 0;
    }
    auto page = openboxes::read_page(std::move(reading.body), openboxes::most_unpaged_rows);
    if (!page) return 0;
    const auto choice = data[0] % (lists().size() + 1);
    if (choice < lists().size())
        check_list(lists()[choice], page->rows);
    else
        check_transactions(page->rows);
    return 0;
}
