// `/v1/deliveries`: the list, with the title of each delivery's event; `retry` and `drop`, of all deliveries
// that are named, in one commit, or of none.

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "control/documents.hpp"
#include "control/handlers.hpp"
#include "webhookd/core/event_title.hpp"

namespace webhookd::control {

namespace {

/// More at once would hold up the other writes; a replay does it in steps.
constexpr std::size_t most_at_once = 1000;

struct Chosen
{
    std::vector<store::DeliveryRecord> deliveries;  ///< as they were before
    std::vector<std::int64_t> absent;               ///< when there are any, nothing was done
};

/// All of them, oldest event first, as DeliveryTable::requeue() wants it; or none.
Chosen find_all(store::Tables& tables, const std::vector<std::int64_t>& ids)
{
    Chosen found;
    for (const auto id : ids) {
        if (auto delivery = tables.deliveries.find(id)) {
            found.deliveries.push_back(std::move(*delivery));
        } else {
            found.absent.push_back(id);
        }
    }
    std::ranges::sort(found.deliveries, {}, &store::DeliveryRecord::event_seq);
    return found;
}

void expect_configured(const ActionContext& context, const std::vector<store::DeliveryRecord>& deliveries)
{
    for (const auto& delivery : deliveries)
        context.subscriber(delivery.subscriber);
}

using Change = void (*)(store::DeliveryTable& deliveries, std::int64_t id, core::Timestamp now);

/// Changes all of them or none; answers what they are now, and what they were.
asio::awaitable<OrderedJson> change_all(ActionContext context, std::vector<std::int64_t> ids, Change change)
{
    auto change_found = [ids, change, now = context.clock.now()](store::Tables& tables) {
        auto found = find_all(tables, ids);
        if (!found.absent.empty()) return found;
        for (const auto& delivery : found.deliveries)
            change(tables.deliveries, delivery.id, now);
        return found;
    };
    auto written = co_await context.store.write(std::move(change_found));
    const auto changed = value_or_refuse(std::move(written));
    if (!changed.absent.empty()) {
        throw Refusal(
            404, fmt::format("there is no delivery {}; nothing was done", fmt::join(changed.absent, ", ")));
    }

    std::set<std::int64_t> subscribers;
    const auto view = context.view();
    auto list = OrderedJson::array();
    for (const auto& before : changed.deliveries) {
        subscribers.insert(before.subscriber_id);
        auto document = document_of(view, view.tables.deliveries.find(before.id).value_or(before));
        document["was"] = store::to_string(before.state);
        list.push_back(std::move(document));
    }
    context.actions.wake(std::vector(subscribers.begin(), subscribers.end()));
    co_return OrderedJson{{"deliveries", std::move(list)}};
}

}  // namespace

OrderedJson read_deliveries(const View& view, const Arguments& arguments)
{
    constexpr std::array<std::string_view, 4> states{"pending", "waiting", "delivered", "dead"};
    store::DeliveryFilter filter;
    filter.subscriber = arguments.text("subscriber");
    filter.state = store::find_delivery_state(arguments.word("state", states));
    filter.event_id = arguments.text("event");
    filter.type = arguments.text("type");
    read_page(arguments, filter);

    auto deliveries = OrderedJson::array();
    for (const auto& delivery : view.tables.deliveries.list(filter)) {
        auto document = document_of(view, delivery);
        const auto event = view.tables.events.find(delivery.event_id);
        document["title"] = text_or_null(event ? core::title_of(event->event.body) : std::string());
        deliveries.push_back(std::move(document));
    }
    return page_document("deliveries", std::move(deliveries), filter.limit, "id");
}

asio::awaitable<OrderedJson> retry_deliveries(ActionContext context, Arguments arguments)
{
    auto ids = arguments.required_numbers("ids", most_at_once);
    const auto wanted = find_all(context.store.read(), ids);
    expect_configured(context, wanted.deliveries);
    const Change requeue = [](store::DeliveryTable& deliveries, std::int64_t id, core::Timestamp now) {
        deliveries.requeue(id, now);
    };
    auto document = co_await change_all(context, std::move(ids), requeue);
    co_return document;
}

asio::awaitable<OrderedJson> drop_deliveries(ActionContext context, Arguments arguments)
{
    auto ids = arguments.required_numbers("ids", most_at_once);
    const Change drop = [](store::DeliveryTable& deliveries, std::int64_t id, core::Timestamp now) {
        deliveries.drop(id, now, "dropped by command");
    };
    auto document = co_await change_all(context, std::move(ids), drop);
    co_return document;
}

}  // namespace webhookd::control
