// `POST /v1/deliveries/retry` and `/drop`: all deliveries that are named, in one commit, or none.

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "control/acting.hpp"
#include "control/documents.hpp"

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

void expect_configured(const Acting& acting, const std::vector<store::DeliveryRecord>& deliveries)
{
    for (const auto& delivery : deliveries)
        acting.subscriber(delivery.subscriber);
}

using Change = void (*)(store::DeliveryTable& deliveries, std::int64_t id, core::Timestamp now);

/// Changes all of them or none; answers what they are now, and what they were.
asio::awaitable<OrderedJson> change_all(Acting acting, std::vector<std::int64_t> ids, Change change)
{
    auto change_found = [ids, change, now = acting.clock.now()](store::Tables& tables) {
        auto found = find_all(tables, ids);
        if (!found.absent.empty()) return found;
        for (const auto& delivery : found.deliveries)
            change(tables.deliveries, delivery.id, now);
        return found;
    };
    auto written = co_await acting.store.write(std::move(change_found));
    const auto changed = kept(std::move(written));
    if (!changed.absent.empty()) {
        throw Refusal(
            404, fmt::format("there is no delivery {}; nothing was done", fmt::join(changed.absent, ", ")));
    }

    std::set<std::int64_t> subscribers;
    const auto view = acting.view();
    auto list = OrderedJson::array();
    for (const auto& before : changed.deliveries) {
        subscribers.insert(before.subscriber_id);
        auto document = document_of(view, view.tables.deliveries.find(before.id).value_or(before));
        document["was"] = store::to_string(before.state);
        list.push_back(std::move(document));
    }
    acting.actions.wake(std::vector(subscribers.begin(), subscribers.end()));
    co_return OrderedJson{{"deliveries", std::move(list)}};
}

}  // namespace

asio::awaitable<OrderedJson> retry_deliveries(Acting acting, Arguments arguments)
{
    auto ids = arguments.required_numbers("ids", most_at_once);
    const auto wanted = find_all(acting.store.read(), ids);
    expect_configured(acting, wanted.deliveries);
    const Change requeue = [](store::DeliveryTable& deliveries, std::int64_t id, core::Timestamp now) {
        deliveries.requeue(id, now);
    };
    auto document = co_await change_all(acting, std::move(ids), requeue);
    co_return document;
}

asio::awaitable<OrderedJson> drop_deliveries(Acting acting, Arguments arguments)
{
    auto ids = arguments.required_numbers("ids", most_at_once);
    const Change drop = [](store::DeliveryTable& deliveries, std::int64_t id, core::Timestamp now) {
        deliveries.drop(id, now, "dropped by command");
    };
    auto document = co_await change_all(acting, std::move(ids), drop);
    co_return document;
}

}  // namespace webhookd::control
