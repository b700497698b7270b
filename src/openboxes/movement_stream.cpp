// Stock movements that leave one facility, or that arrive there (openboxes-api.md 4): the shipment status is
// watched, the in-flight set is polled, what left it is asked for by name.

#include <algorithm>

#include <fmt/format.h>

#include "openboxes/fields.hpp"
#include "openboxes/list_stream.hpp"
#include "openboxes/objects.hpp"
#include "openboxes/page.hpp"
#include "openboxes/row_reader.hpp"
#include "openboxes/shipment_reading.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

namespace {

StreamInfo describe(Side side, const Facility& facility)
{
    const auto* direction = side == Side::origin ? "outbound" : "inbound";
    StreamInfo info;
    info.name = fmt::format("stock-movements/{}/{}", direction, facility.id);
    info.kind = core::EntityKind::stock_movement;
    info.side = side;
    info.facility = facility.id;
    info.scope = fmt::format("v1;{};facility={}", direction, facility.id);
    return info;
}

using core::ListedStatus;
using core::ShipmentStatus;

// What the filtered lists are asked for.
constexpr ListedStatus in_flight{ShipmentStatus::shipped, ShipmentStatus::partially_received};
constexpr ListedStatus sent{ShipmentStatus::shipped, ShipmentStatus::received};
constexpr ListedStatus received{ShipmentStatus::partially_received, ShipmentStatus::received};

ObservedRow observe(Side side, const std::string& facility, const std::optional<ListedStatus>& listed,
                    const JsonView& row)
{
    ObservedRow observed;
    auto& seen = observed.seen;
    seen.id = find_text(row, "id").value_or("");
    seen.label = find_text(row, "identifier").value_or("");
    seen.origin_id = find_text(row, "origin.id").value_or("");
    seen.destination_id = find_text(row, "destination.id").value_or("");
    auto& own_end = side == Side::origin ? seen.origin_id : seen.destination_id;
    if (own_end.empty()) own_end = facility;
    // Servers up to 0.8.18 know no filter by origin and list everybody's movements.
    observed.wanted = own_end == facility;

    const auto reading = read_shipment_status(row, listed);
    seen.watched["status"] = core::to_string(reading.status);
    seen.exact = reading.exact;
    if (!reading.unknown_word.empty())
        observed.alarm = fmt::format("unknown stock movement status {}", reading.unknown_word);
    if (const auto created = find_text(row, "dateCreated")) {
        seen.created_at = core::parse_timestamp(*created);
        seen.created_before = end_of_day(*created);
    }
    return observed;
}

Query place_query(Side side, const std::string& facility)
{
    if (side == Side::origin) return {{"direction", "OUTBOUND"}, {"origin", facility}};
    return {{"direction", "INBOUND"}, {"destination", facility}};
}

/// What left the open list is looked for among many rows of it, and of those received.
std::vector<ListPlan> searched(std::vector<ListPlan> plans)
{
    constexpr std::size_t pages = 10;
    constexpr std::size_t rows = 1'000;
    for (auto& plan : plans)
        plan.paging.longest_page = std::min(pages * plan.paging.page_size, rows);
    return plans;
}

class MovementStream final : public ListStream
{
  public:
    MovementStream(Client& client, const SourceSettings& settings, Side side, const Facility& facility)
        : ListStream(client, describe(side, facility), movement_rows(side, facility), settings.rulebook),
          place_(place_query(side, facility.id))
    {
        const auto entered = core::awaiting_receipt(*settings.rulebook);
        set_plans(Reach::full, plans(settings, std::nullopt, "asc"));
        set_plans(Reach::open, searched(plans(settings, in_flight, "asc")));
        set_plans(Reach::newest, newest_plans(settings, sent, newest_page));
        set_plans(Reach::entered, newest_plans(settings, entered, newest_page));
        set_plans(Reach::received, searched(newest_plans(settings, received, settings.page_size)));
        set_reader(Reach::open, movement_rows(side, facility, in_flight));
        set_reader(Reach::newest, movement_rows(side, facility, sent));
        set_reader(Reach::entered, movement_rows(side, facility, entered));
        set_reader(Reach::received, movement_rows(side, facility, received));
    }

    asio::awaitable<ApiResult<Confirmation>> confirm(core::Snapshot missing) override;
    asio::awaitable<ApiResult<std::optional<core::Timestamp>>> created_at(core::Observation seen) override;

  private:
    /// Sorted, or as the server pleases.
    std::vector<ListPlan> plans(const SourceSettings& settings, std::optional<ListedStatus> listed,
                                std::string order) const;
    std::vector<ListPlan> newest_plans(const SourceSettings& settings, ListedStatus listed,
                                       std::size_t page) const;
    asio::awaitable<ApiResult<Confirmation>> look_up_in_list(Query place, core::Snapshot missing);
    asio::awaitable<ApiResult<Confirmation>> read_detail(core::Snapshot missing);

    Query place_;
    bool may_read_ = true;  ///< the role permits reading one movement, as far as known
};

std::vector<ListPlan> MovementStream::plans(const SourceSettings& settings,
                                            std::optional<ListedStatus> listed, std::string order) const
{
    ListPlan sorted;
    sorted.path = "/api/stockMovements";
    sorted.query = place_;
    for (const auto status :
         {ShipmentStatus::shipped, ShipmentStatus::partially_received, ShipmentStatus::received}) {
        if (listed && listed->lowest <= status && status <= listed->highest)
            sorted.query.emplace_back("receiptStatusCode", core::to_string(status));
    }
    sorted.sort = "dateCreated";
    sorted.order = std::move(order);
    sorted.paging.page_size = settings.page_size;
    // The server's own order puts a movement elsewhere when its status changes (F-1).
    auto unsorted = sorted;
    unsorted.sort.clear();
    unsorted.order.clear();
    unsorted.paging.stable_order = false;
    return {sorted, unsorted};
}

/// Shipping touches the request behind a movement, so a movement of any age that was shipped, and perhaps
/// received, since the last look stands first. Where that sort is refused, only movements created lately do.
std::vector<ListPlan> MovementStream::newest_plans(const SourceSettings& settings, ListedStatus listed,
                                                   std::size_t page) const
{
    auto ways = plans(settings, listed, "desc");
    auto& newest = ways.front();
    newest.paging.page_size = std::min(settings.page_size, page);
    newest.paging.until_known = newest.paging.page_size;
    newest.paging.overlap = 0;
    auto touched = newest;
    touched.sort = "lastUpdated";
    touched.changed_first = true;
    touched.paging.until_known = enough_known;
    ways.insert(ways.begin(), std::move(touched));
    return ways;
}

/// `absent`: the list is whole, understood the question and does not hold it.
asio::awaitable<ApiResult<Confirmation>> MovementStream::look_up_in_list(Query place, core::Snapshot missing)
{
    Confirmation confirmation;
    if (missing.label.empty()) co_return confirmation;
    ApiRequest request;
    request.path = "/api/stockMovements";
    request.query = std::move(place);
    request.query.emplace_back("q", missing.label);
    request.query.emplace_back("max", std::to_string(confirm_page));
    request.priority = core::Priority::confirm;
    auto answer = co_await client().exchange(std::move(request));
    if (!answer) {
        if (!is_about_the_question(answer.error().kind)) co_return std::unexpected(std::move(answer.error()));
        co_return confirmation;
    }
    const auto page = read_page(std::move(answer->body), confirm_page);
    if (!page) co_return confirmation;
    for (const auto& row : page->rows) {
        confirmation = found(missing, row, answer->sent_at);
        if (confirmation.presence == Presence::found) co_return confirmation;
    }
    const auto rows = page->rows.size();
    const bool whole = rows < confirm_page && page->total.value_or(0) <= static_cast<std::int64_t>(rows);
    if (whole) confirmation.presence = Presence::absent;
    co_return confirmation;
}

/// `absent`: an authenticated 404, which a return order gets as well (openboxes-api.md 4.1).
asio::awaitable<ApiResult<Confirmation>> MovementStream::read_detail(core::Snapshot missing)
{
    Confirmation confirmation;
    ApiRequest request;
    request.path = "/api/stockMovements/" + http::encode_query_value(missing.id);
    request.priority = core::Priority::confirm;
    auto answer = co_await client().exchange(std::move(request));
    if (answer) co_return found(missing, read_entity(answer->body), answer->sent_at);
    const auto kind = answer.error().kind;
    if (!is_about_the_question(kind)) co_return std::unexpected(std::move(answer.error()));
    if (kind == ApiErrorKind::forbidden) may_read_ = false;
    if (kind == ApiErrorKind::not_found) confirmation.presence = Presence::absent;
    co_return confirmation;
}

asio::awaitable<ApiResult<Confirmation>> MovementStream::confirm(core::Snapshot missing)
{
    auto listed = co_await look_up_in_list(place_, missing);
    if (!listed || listed->presence == Presence::found || !may_read_) co_return listed;
    auto read = co_await read_detail(missing);
    if (!read || read->presence == Presence::found) co_return read;
    // Either place alone may hide what exists: the list by its filters, the detail a return.
    const bool gone =
        listed->presence == Presence::absent && (read->presence == Presence::absent || !may_read_);
    Confirmation confirmation;
    confirmation.presence = gone ? Presence::absent : Presence::unclear;
    co_return confirmation;
}

/// The list of arrivals tells the second (openboxes-api.md 4.4), of any location.
asio::awaitable<ApiResult<std::optional<core::Timestamp>>> MovementStream::created_at(core::Observation seen)
{
    if (seen.created_at || seen.destination_id.empty()) co_return seen.created_at;
    core::Snapshot movement;
    movement.id = seen.id;
    movement.label = seen.label;
    auto listed =
        co_await look_up_in_list(place_query(Side::destination, seen.destination_id), std::move(movement));
    if (!listed) co_return std::unexpected(std::move(listed.error()));
    co_return listed->sighting ? listed->sighting->seen.created_at : std::nullopt;
}

}  // namespace

RowReader movement_rows(Side side, const Facility& facility, std::optional<ListedStatus> listed)
{
    ListedAt listed_at;
    if (side == Side::origin) {
        listed_at.origin_id = facility.id;
        listed_at.origin_name = facility.name;
    } else {
        listed_at.destination_id = facility.id;
        listed_at.destination_name = facility.name;
    }
    return {[side, id = facility.id, listed](const JsonView& row) { return observe(side, id, listed, row); },
            [listed_at, listed](const JsonView& row) {
                return movement_object(row, read_shipment_status(row, listed).status, listed_at);
            }};
}

std::unique_ptr<Stream> movement_stream(Client& client, async::Clock&, const SourceSettings& settings,
                                        Side side, const Facility& facility)
{
    return std::make_unique<MovementStream>(client, settings, side, facility);
}

}  // namespace webhookd::openboxes
