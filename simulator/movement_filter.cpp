// Reads the filter from the parameters, refusing words that no enum of OpenBoxes has, and holds each
// direction's rows against it.

#include "simulator/movement_filter.hpp"

#include "simulator/listing.hpp"

namespace webhookd::simulator {

namespace {

const std::vector<std::string>& requisition_statuses()
{
    // In the order of RequisitionStatus' sort order.
    static const std::vector<std::string> statuses = {
        "CREATED", "EDITING",  "PENDING_APPROVAL", "APPROVED", "REJECTED", "VERIFYING", "PICKING", "PICKED",
        "PENDING", "CHECKING", "ISSUED",           "RECEIVED", "CANCELED", "DELETED",   "ERROR"};
    return statuses;
}

/// What both directions filter.
bool passes(const MovementFilter& filter, const Movement& movement)
{
    auto is_or_open = [](const std::string& wanted, const std::string& value) {
        return wanted.empty() || wanted == value;
    };
    bool status = filter.shipment_statuses.empty() ||
                  (movement.has_shipment() && filter.shipment_statuses.contains(movement.shipment_status));
    bool text = filter.text.empty() || contains_ignoring_case(movement.identifier, filter.text) ||
                contains_ignoring_case(movement.name, filter.text) ||
                contains_ignoring_case(movement.description, filter.text);
    return status && text && is_or_open(filter.origin, movement.origin) &&
           is_or_open(filter.destination, movement.destination) &&
           is_or_open(filter.requested_by, movement.requested_by) &&
           is_or_open(filter.created_by, movement.created_by) &&
           (!filter.created_after || movement.created >= *filter.created_after) &&
           (!filter.created_before || movement.created <= *filter.created_before);
}

/// The hides of the outbound list.
bool shown_outbound(const MovementFilter& filter, const Movement& movement)
{
    auto status = outbound_status_of(movement);
    bool undecided = status == "PENDING_APPROVAL" || status == "REJECTED" ||
                     (status == "APPROVED" && !filter.approval_required);
    if (filter.source_type.empty())
        return !undecided && movement.source_type != "PAPER" &&
               (movement.source_type != "ELECTRONIC" || status != "CREATED");
    if (movement.source_type != filter.source_type) return false;
    return filter.source_type == "PAPER" ||
           (!undecided && status != "CREATED" && status != "ISSUED" && status != "CANCELED");
}

}  // namespace

std::int64_t status_sort_order(const std::string& status)
{
    return std::ranges::find(requisition_statuses(), status) - requisition_statuses().begin();
}

Refusal no_enum_constant(const Call& call, std::string_view type, const std::string& word)
{
    return server_error(call, "java.lang.IllegalArgumentException",
                        fmt::format("No enum constant org.pih.warehouse.{}.{}", type, word));
}

std::string location_param(const Call& call, const std::string& name)
{
    auto id = call.param(name).value_or("");
    return call.world.facilities.find(id) != nullptr ? id : "";
}

MovementFilter read_movement_filter(const Call& call)
{
    MovementFilter filter;
    filter.origin = location_param(call, "origin");
    filter.destination = location_param(call, "destination");
    if (const auto* origin = call.world.facilities.find(filter.origin))
        filter.approval_required = origin->approval_required;
    for (const auto& word : call.params("receiptStatusCode")) {
        auto status = find_shipment_status(word);
        if (!status) throw no_enum_constant(call, "shipping.ShipmentStatusCode", word);
        filter.shipment_statuses.insert(*status);
    }
    for (const auto& word : call.params("requisitionStatusCode")) {
        if (status_sort_order(word) == std::ssize(requisition_statuses()))
            throw no_enum_constant(call, "requisition.RequisitionStatus", word);
        filter.requisition_statuses.insert(word);
    }
    filter.source_type = call.param("sourceType").value_or("");
    if (!filter.source_type.empty() && filter.source_type != "ELECTRONIC" && filter.source_type != "PAPER")
        throw no_enum_constant(call, "requisition.RequisitionSourceType", filter.source_type);
    filter.request_type = call.param("requestType").value_or("");
    filter.requested_by = call.param("requestedBy").value_or("");
    filter.created_by = call.param("createdBy").value_or("");
    filter.text = call.param("q").value_or("");
    filter.created_after = us_date_param(call, "createdAfter");
    filter.created_before = us_date_param(call, "createdBefore");
    return filter;
}

bool is_outbound_row(const MovementFilter& filter, const Movement& movement)
{
    return (!movement.requisition_id.empty() || movement.is_return()) && passes(filter, movement) &&
           shown_outbound(filter, movement) &&
           (filter.requisition_statuses.empty() ||
            filter.requisition_statuses.contains(outbound_status_of(movement))) &&
           (filter.request_type.empty() || filter.request_type == movement.request_type);
}

bool is_inbound_row(const MovementFilter& filter, const Movement& movement, bool slim)
{
    bool listed = movement.has_shipment() || (slim && movement.is_return());
    return listed && passes(filter, movement) && movement.requisition_status != "REJECTED";
}

}  // namespace webhookd::simulator
