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

struct Retried
{
    std::vector<store::DeliveryRecord> deliveries;  ///< as they were before
    std::vector<std::int64_t> absent;               ///< when there are any, nothing was done
};

/// All of them, oldest event first, as DeliveryTable::requeue() wants it; or none.
Retried find_all(store::Tables& tables, const std::vector<std::int64_t>& ids)
{
    Retried found;
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

}  // namespace

asio::awaitable<OrderedJson> retry_deliveries(Acting acting, Arguments arguments)
{
    const auto ids = arguments.required_numbers("ids", most_at_once);
    const auto wanted = find_all(acting.store.read(), ids);
    expect_configured(acting, wanted.deliveries);

    auto requeue = [ids, now = acting.clock.now()](store::Tables& tables) {
        auto found = find_all(tables, ids);
        if (!found.absent.empty()) return found;
        for (const auto& delivery : found.deliveries)
            tables.deliveries.requeue(delivery.id, now);
        return found;
    };
    auto written = co_await acting.store.write(std::move(requeue));
    const auto retried = kept(std::move(written));
    if (!retried.absent.empty()) {
        throw Refusal(
            404, fmt::format("there is no delivery {}; nothing was done", fmt::join(retried.absent, ", ")));
    }

    std::set<std::int64_t> subscribers;
    const auto view = acting.view();
    auto list = OrderedJson::array();
    for (const auto& before : retried.deliveries) {
        subscribers.insert(before.subscriber_id);
        auto document = document_of(view, view.tables.deliveries.find(before.id).value_or(before));
        document["was"] = store::to_string(before.state);
        list.push_back(std::move(document));
    }
    acting.actions.wake(std::vector(subscribers.begin(), subscribers.end()));
    co_return OrderedJson{{"deliveries", std::move(list)}};
}

}  // namespace webhookd::control
