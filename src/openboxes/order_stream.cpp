// Purchase orders (openboxes-api.md 5). The list reads a table that is rebuilt every night and may then be
// empty or partial for a while: an order that is not listed is asked for by name before anything is made of
// it (F-9).

#include <algorithm>

#include <fmt/format.h>

#include "openboxes/fields.hpp"
#include "openboxes/list_stream.hpp"
#include "openboxes/objects.hpp"
#include "openboxes/page.hpp"
#include "openboxes/row_reader.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

namespace {

// Items and shipments are read for each row: a larger page is a slow one.
constexpr std::size_t largest_order_page = 100;

// A rebuild takes minutes at most; transfers and put-aways are orders too, and may be the only ones.
constexpr std::chrono::minutes believed_after{15};

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
    seen.id = find_text(row, "id").value_or("");
    seen.label = find_text(row, "orderNumber").value_or("");
    if (const auto status = find_word(row, "status")) {
        seen.watched["status"] = *status;
        if (!is_known(*status)) observed.alarm = fmt::format("unknown order status {}", *status);
    } else {
        observed.alarm = "an order without a status";
    }
    // Hosted servers may tell the approval itself (openboxes-api.md 5); the open source never does.
    if (row.find("dateApproved") || row.find("approvedBy")) {
        auto approved = find_text(row, "dateApproved");
        if (!approved) approved = find_word(row, "approvedBy");
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
        if (!core::is_open(core::EntityKind::purchase_order, *settings.rulebook, order)) continue;
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
    ways.front().changed_first = true;
    ways.front().paging.until_known = enough_known;
    ways.push_back(plan(settings, "", ""));
    return ways;
}

class OrderStream final : public ListStream
{
  public:
    OrderStream(Client& client, async::Clock& clock, const SourceSettings& settings)
        : ListStream(client, describe(), order_rows(), settings.rulebook), clock_(clock)
    {
        set_plans(Reach::full, whole(settings));
        set_plans(Reach::open, open(settings));
        set_plans(Reach::newest, newest(settings));
    }

    /// A first list that holds none of the newest orders there are, of whatever kind, is certified only when
    /// it stays so: its rows tell no creation, so all that it left out would be news.
    asio::awaitable<ApiResult<Scan>> scan(ScanOrder order) override
    {
        const bool full = order.reach == Reach::full;
        auto scan = co_await ListStream::scan(std::move(order));
        const bool knows_none = scan && static_cast<std::int64_t>(scan->news.size()) == scan->rows;
        if (!full || !knows_none || !scan->certified) co_return scan;
        const auto now = clock_.steady();
        if (now - doubted_since_.value_or(now) >= believed_after) co_return scan;
        scan->certified = !co_await lacks_the_newest(scan->news);
        ++scan->requests;
        if (scan->certified)
            doubted_since_.reset();
        else if (!doubted_since_)
            doubted_since_ = now;
        co_return scan;
    }

    /// By the list, whose rows tell more than the order alone (openboxes-api.md 5); by its id where that list
    /// does not have it, which says nothing.
    asio::awaitable<ApiResult<Confirmation>> confirm(core::Snapshot missing) override
    {
        auto listed = co_await look_up_in_list(missing);
        if (!listed || listed->presence == Presence::found) co_return listed;
        ApiRequest request;
        request.path = "/api/purchaseOrders/" + http::encode_query_value(missing.id);
        request.priority = core::Priority::confirm;
        auto answer = co_await client().exchange(std::move(request));
        if (answer) co_return found(missing, read_entity(answer->body), answer->sent_at);
        Confirmation confirmation;
        if (answer.error().kind == ApiErrorKind::not_found)
            confirmation.presence = Presence::absent;
        else if (!is_about_the_question(answer.error().kind))
            co_return std::unexpected(std::move(answer.error()));
        co_return confirmation;
    }

  private:
    asio::awaitable<ApiResult<Confirmation>> look_up_in_list(core::Snapshot missing)
    {
        Confirmation confirmation;
        if (missing.label.empty()) co_return confirmation;
        ApiRequest request;
        request.path = "/api/purchaseOrders";
        request.query = {{"searchTerm", missing.label},
                         {"sort", "lastUpdated"},
                         {"order", "desc"},
                         {"max", std::to_string(confirm_page)}};
        request.priority = core::Priority::confirm;
        auto answer = co_await client().exchange(std::move(request));
        if (!answer) {
            if (!is_about_the_question(answer.error().kind))
                co_return std::unexpected(std::move(answer.error()));
            co_return confirmation;
        }
        const auto page = read_page(std::move(answer->body), confirm_page);
        if (!page) co_return confirmation;
        for (const auto& row : page->rows) {
            confirmation = found(missing, row, answer->sent_at);
            if (confirmation.presence == Presence::found) break;
        }
        co_return confirmation;
    }

    /// False where nobody can tell.
    asio::awaitable<bool> lacks_the_newest(const Sightings& listed)
    {
        ApiRequest request;
        request.path = "/api/generic/order";
        request.query = {{"sort", "dateCreated"}, {"order", "desc"}, {"max", "10"}};
        const auto answer = co_await client().request(std::move(request));
        if (!answer) co_return false;
        const auto newest = answer->root().find("data").value_or(answer->root()).elements();
        const auto is_listed = [&listed](const JsonView& order) {
            const auto id = find_text(order, "id").value_or("");
            return std::ranges::find(listed, id, [](const Sighting& row) { return row.seen.id; }) !=
                   listed.end();
        };
        co_return !newest.empty() && std::ranges::none_of(newest, is_listed);
    }

    async::Clock& clock_;
    std::optional<async::SteadyTime> doubted_since_;
};

}  // namespace

RowReader order_rows()
{
    return {observe_order, order_object};
}

std::unique_ptr<Stream> purchase_order_stream(Client& client, async::Clock& clock,
                                              const SourceSettings& settings)
{
    return std::make_unique<OrderStream>(client, clock, settings);
}

}  // namespace webhookd::openboxes
