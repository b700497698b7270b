// The words of ShipmentStatus, and the statuses that OpenBoxes derives instead of storing them.

#include "simulator/entities.hpp"

#include <array>
#include <utility>

namespace webhookd::simulator {

std::string to_text(ShipmentStatus status)
{
    switch (status) {
        case ShipmentStatus::pending:
            return "PENDING";
        case ShipmentStatus::shipped:
            return "SHIPPED";
        case ShipmentStatus::partially_received:
            return "PARTIALLY_RECEIVED";
        case ShipmentStatus::received:
            break;
    }
    return "RECEIVED";
}

std::optional<ShipmentStatus> find_shipment_status(std::string_view text)
{
    for (auto status : {ShipmentStatus::pending, ShipmentStatus::shipped, ShipmentStatus::partially_received,
                        ShipmentStatus::received}) {
        if (to_text(status) == text) return status;
    }
    return std::nullopt;
}

std::string status_code_of(const Movement& movement)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> renamed = {
        {{"EDITING", "REQUESTING"},
         {"VERIFYING", "REQUESTED"},
         {"CHECKING", "PACKED"},
         {"ISSUED", "DISPATCHED"}}};
    if (movement.requisition_status.empty())
        return movement.shipment_status == ShipmentStatus::pending ? "PENDING" : "ISSUED";
    for (const auto& [from, to] : renamed) {
        if (movement.requisition_status == from) return std::string(to);
    }
    return movement.requisition_status;
}

std::string outbound_status_of(const Movement& movement)
{
    if (!movement.is_return()) return movement.requisition_status;
    return movement.shipment_status == ShipmentStatus::pending ? "CHECKING" : "ISSUED";
}

std::string derived_status(const PurchaseOrder& order)
{
    for (const auto* status : {&order.payment_status, &order.receipt_status, &order.shipment_status}) {
        if (!status->empty()) return *status;
    }
    return order.status;
}

}  // namespace webhookd::simulator
