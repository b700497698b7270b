// Purchase orders (openboxes-api.md 5). The list reads a table that is rebuilt every night and may then be
// empty or partial for a while: an order that is not listed is asked for by name before anything is made of
// it (F-9).

#include <algorithm>

#include <fmt/format.h>

#include "openboxes/list_stream.hpp"
#include "openboxes/page.hpp"
#include "openboxes/row_readers.hpp"
#include "webhookd/core/json_reading.hpp"
#include "webhookd/openboxes/objects.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

namespace {

// Items and shipments are read for each row: a larger page is a slow one.
constexpr std::size_t largest_order_page = 100;

constexpr std::array statuses{"PENDING",
                              "APPROVED",
                              "PLACED",
                              "PARTIALLY_SHIPPED",
                              "SHIPPED",
                              "RECEIVED",
                              "PARTIALLY_RECEIVED",
                              "INVOICED",
                              "PARTIALLY_INVOICED",
                              "COMPLETED",
                              "CANCELED",
                              "REJECTED"};

bool is_known(std::string_view status)
{
    return std::ranges::find(statuses, status) != statuses.end();
}

ObservedRow observe_order(const JsonView& row)
{
    ObservedRow observed;
    auto& seen = observed.seen;
    seen.id = core::find_text(row, "id").value_or("");
    seen.label = core::find_text(row, "orderNumber").value_or("");
    if (const auto status = core::find_word(row, "status")) {
        seen.watched["status"] = *status;
        if (!is_known(*status)) observed.alarm = fmt::format("unknown order status {}", *status);
    } else {
        observed.alarm = "an order without a status";
    }
    // Hosted servers may tell the approval itself (openboxes-api.md 5); the open source never does.
    if (row.find("dateApproved") || row.find("approvedBy")) {
        auto approved = core::find_text(row, "dateApproved");
        if (!approved) approved = core::find_word(row, "approvedBy");
        seen.watched["approved_at"] = approved ? Json(*approved) : Json();
        if (approved) seen.happened_at = core::parse_timestamp(*approved);
    }
    return observed;
}

StreamInfo describe()
{
    StreamInfo info;
    info.name = "purchase-orders";
    info.kind = core::EntityKind::purchase_order;
    info.scope = "v1;orders";
    info.tracks_open = true;
    return info;
}

ListPlan plan(const SourceSettings& settings, std::string sort, std::string order)
{
    ListPlan plan;
    plan.path = "/api/purchaseOrders";
    plan.sort = std::move(sort);
    plan.order = std::move(order);
    plan.paging.page_size = std::min(settings.page_size, largest_order_page);
    plan.paging.stable_order = !plan.sort.empty();
    return plan;
}

std::vector<ListPlan> whole(const SourceSettings& settings)
{
    return {plan(settings, "dateCreated", "asc"), plan(settings, "", "")};
}

/// The orders that core calls open, so that one that is not listed has really left that state.
std::vector<ListPlan> open(const SourceSettings& settings)
{
    auto ways = whole(settings);
    for (const auto* status : statuses) {
        core::Snapshot order;
        order.watched["status"] = status;
        if (!core::is_open(core::EntityKind::purchase_order, settings.rules, order)) continue;
        for (auto& way : ways)
            way.query.emplace_back("status", status);
    }
    return ways;
}

/// Placing an order updates it; where that sort is refused, new orders at least; else everything.
std::vector<ListPlan> newest(const SourceSettings& settings)
{
    std::vector<ListPlan> ways{plan(settings, "lastUpdated", "desc"), plan(settings, "dateCreated", "desc")};
    for (auto& way : ways) {
        way.paging.page_size = std::min(way.paging.page_size, newest_page);
        way.paging.until_known = way.paging.page_size;
        way.paging.overlap = 0;
    }
    ways.push_back(plan(settings, "", ""));
    return ways;
}

class OrderStream final : public ListStream
{
  public:
    OrderStream(Client& client, const SourceSettings& settings)
        : ListStream(client, describe(), order_rows(), settings.rules)
    {
        set_plans(Reach::full, whole(settings));
        set_plans(Reach::open, open(settings));
        set_plans(Reach::newest, newest(settings));
    }

    asio::awaitable<ApiResult<Confirmation>> confirm(core::Snapshot missing) override
    {
        ApiRequest request;
        request.path = "/api/purchaseOrders/" + http::encode_query_value(missing.id);
        request.priority = core::Priority::confirm;
        auto answer = co_await client().exchange(std::move(request));
        if (answer) co_return found(missing, read_entity(answer->body), answer->sent_at);
        Confirmation confirmation;
        if (answer.error().kind == ApiErrorKind::not_found)
            confirmation.verdict = Confirmation::Verdict::absent;
        else if (!is_about_the_question(answer.error().kind))
            co_return std::unexpected(std::move(answer.error()));
        co_return confirmation;
    }
};

}  // namespace

RowReader order_rows()
{
    return {observe_order, order_object};
}

std::unique_ptr<Stream> purchase_order_stream(Client& client, async::Clock&, const SourceSettings& settings)
{
    return std::make_unique<OrderStream>(client, settings);
}

}  // namespace webhookd::openboxes
