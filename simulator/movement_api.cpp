// Stock movements: the two lists with their filters and hides, and the detail (openboxes-api.md 4).

#include "simulator/api.hpp"
#include "simulator/listing.hpp"
#include "simulator/movement_filter.hpp"
#include "simulator/rows.hpp"

namespace webhookd::simulator {

namespace {

constexpr Version filters_since{0, 8, 20};
constexpr Version direction_since{0, 8, 16};
constexpr Version slim_rows_since{0, 9, 8};
constexpr std::int64_t old_default_max = 10;
constexpr std::int64_t old_max_cap = 1000;

/// Of the request, where the list is a view of requests (outbound, and inbound since 0.9.8); else of the
/// shipment.
std::int64_t last_updated(bool view, const Movement& movement)
{
    const bool of_request = view && !movement.requisition_id.empty();
    return milliseconds(of_request ? movement.requisition_updated : movement.shipment_updated);
}

std::optional<SortKey> movement_property(const std::string& name, bool outbound, bool view,
                                         const Movement& movement)
{
    if (name == "id") return movement.id;
    if (name == "name") return movement.name;
    if (name == "identifier") return movement.identifier;
    if (name == "description") return movement.description;
    if (name == "dateCreated") return milliseconds(movement.created);
    if (name == "lastUpdated") return last_updated(view, movement);
    if (name == "dateRequested") return milliseconds(movement.requested);
    if (name == "origin.name" || name == "origin") return movement.origin;
    if (name == "destination.name" || name == "destination") return movement.destination;
    if (name == "requestedBy.name") return movement.requested_by;
    if (name == (outbound ? "shipmentStatus" : "currentStatus")) return to_text(movement.shipment_status);
    if (outbound && name == "status") return outbound_status_of(movement);
    return std::nullopt;
}

/// Status group ascending, then newest first: the order in which a status change moves rows between pages
/// (F-1).
SortKey default_outbound_key(const Movement& movement)
{
    constexpr std::int64_t group_width = 100'000'000'000'000;
    return status_sort_order(outbound_status_of(movement)) * group_width - milliseconds(movement.created);
}

void sort_movements(const Call& call, std::vector<const Movement*>& rows, bool outbound, bool view)
{
    auto sorting = sorting_of(call, true);
    Property<Movement> property;
    if (sorting) {
        property = [&](const Movement& movement) {
            return movement_property(sorting->property, outbound, view, movement);
        };
    } else if (outbound) {
        sorting = Sorting{"statusSortOrder", false};
        property = default_outbound_key;
    } else {
        sorting = Sorting{"dateCreated", true};
        property = [](const Movement& movement) { return milliseconds(movement.created); };
    }
    sort_rows(
        call, rows, *sorting, property,
        outbound ? "inventory.OutboundStockMovementListItem" : "inventory.InboundStockMovementListItem");
}

/// The movements from or to the facility that the request names; it names at least one.
const std::vector<std::uint32_t>& places_of(const World& world, const MovementFilter& filter)
{
    if (!filter.origin.empty())
        return world.movements.grouped_by("origin", std::mem_fn(&Movement::origin), filter.origin);
    return world.movements.grouped_by("destination", std::mem_fn(&Movement::destination), filter.destination);
}

Answer list_outbound(Call& call, const MovementFilter& filter)
{
    auto rows = select(call.world.movements, places_of(call.world, filter),
                       [&filter](const Movement& movement) { return is_outbound_row(filter, movement); });
    // OpenBoxes asks an empty Groovy list for its totalCount, and the spread of that is a list again.
    if (rows.empty()) return list_answer(Json::array(), Json::array());
    sort_movements(call, rows, true, true);
    auto total = rows.size();
    auto to_row = [&call](const Movement& movement) { return outbound_row(call, movement); };
    return list_answer(print(call, call.world.movements, "outbound", cut(rows, window_of(call)), to_row),
                       total);
}

Answer list_inbound(Call& call, const MovementFilter& filter)
{
    bool slim = !call.before(slim_rows_since);
    auto as_told = [](Movement movement) {
        movement.shipment_status = movement.told_inbound.value_or(movement.shipment_status);
        return movement;
    };
    auto rows = select(call.world.movements, places_of(call.world, filter), [&](const Movement& movement) {
        return is_inbound_row(filter, as_told(movement), slim);
    });
    sort_movements(call, rows, false, slim);
    auto total = rows.size();
    auto to_row = [&](const Movement& movement) {
        return slim ? slim_inbound_row(call, as_told(movement))
                    : movement_detail(call, as_told(movement), false);
    };
    return list_answer(print(call, call.world.movements, "inbound", cut(rows, window_of(call)), to_row),
                       total);
}

/// Up to 0.8.18: at most 1000 rows, 10 unless asked, no filter but the destination of inbound ones.
Answer list_old(Call& call)
{
    bool with_direction = !call.before(direction_since);
    auto direction = call.param("direction").value_or("");
    if (with_direction && direction != "OUTBOUND" && direction != "INBOUND")
        throw server_error(call, "java.lang.IllegalArgumentException",
                           "Missing stock movement direction parameter");
    auto destination = with_direction ? location_param(call, "destination") : "";
    auto rows = select(call.world.movements, [&](const Movement& movement) {
        bool listed = direction == "INBOUND" ? movement.has_shipment() : !movement.requisition_id.empty();
        return listed && (destination.empty() || movement.destination == destination);
    });
    sort_rows<Movement>(
        call, rows, {"dateRequested", true},
        [](const Movement& movement) { return milliseconds(movement.requested); }, "requisition.Requisition");
    auto window = window_of(call);
    window.max =
        static_cast<std::size_t>(std::min(call.int_param("max").value_or(old_default_max), old_max_cap));
    const auto page = render(cut(rows, window), [&call](const Movement& movement) {
        return movement_detail(call, movement, false);
    });
    return with_direction ? list_answer(page, rows.size()) : data_answer(page);
}

}  // namespace

Answer list_stock_movements(Call& call)
{
    if (call.before(filters_since)) return list_old(call);
    auto direction = call.param("direction").value_or("");
    bool known = direction == "OUTBOUND" || direction == "INBOUND" || direction == "INTERNAL";
    if (!direction.empty() && !known) throw no_enum_constant(call, "api.StockMovementDirection", direction);
    if (direction.empty() || location_param(call, "origin") == location_param(call, "destination")) {
        auto message = "Direction parameter is required. Origin and destination cannot be the same.";
        return test::json_answer(400, Json{{"errorMessages", {message}}}.dump());
    }
    auto filter = read_movement_filter(call);
    if (direction == "INTERNAL")
        throw server_error(call, "java.lang.IllegalArgumentException",
                           "Missing stock movement direction parameter");
    return direction == "OUTBOUND" ? list_outbound(call, filter) : list_inbound(call, filter);
}

Answer read_stock_movement(Call& call)
{
    const auto* movement = call.world.find_movement_by_any_id(call.id());
    if (movement == nullptr || movement->return_order_id == call.id())
        throw not_found(call, fmt::format("No row with the given identifier exists: [class "
                                          "org.pih.warehouse.api.StockMovement#{}]",
                                          call.id()));
    return list_answer(movement_detail(call, *movement, true), movement->lines.size());
}

Answer stock_movement_status(Call& call)
{
    const auto* movement = call.world.find_movement_by_any_id(call.id());
    if (movement == nullptr) throw not_found(call, fmt::format("StockMovement#{} not found", call.id()));
    return data_answer(text_or_null(movement->requisition_status));
}

Answer read_partial_receiving(Call& call)
{
    const auto* movement = call.world.find_movement_by_any_id(call.id());
    if (movement == nullptr || movement->shipment_id != call.id()) throw null_pointer(call);
    Json row{{"receiptId", nullptr},
             {"receiptStatus", "PENDING"},
             {"shipmentId", movement->shipment_id},
             {"shipment.name", movement->name},
             {"shipment.shipmentNumber", movement->identifier},
             {"shipmentStatus", to_text(movement->shipment_status)},
             {"origin.id", movement->origin},
             {"destination.id", movement->destination},
             {"dateShipped", date_or_null(movement->shipped_at, us_date_time)},
             // Falls back to now: proves nothing.
             {"dateDelivered", us_date_time(movement->received_at.value_or(call.world.now()))},
             {"containers", Json::array()},
             {"requisition", text_or_null(movement->requisition_id)}};
    return data_answer(row);
}

}  // namespace webhookd::simulator
