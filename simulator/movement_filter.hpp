#pragma once
// Which stock movements a list shows: the parameters of openboxes-api.md 4.2, and what each direction hides
// unasked.

#include <set>

#include "simulator/call.hpp"

namespace webhookd::simulator {

struct MovementFilter
{
    std::string origin{};
    std::string destination{};
    std::set<ShipmentStatus> shipment_statuses{};
    std::set<std::string> requisition_statuses{};
    std::string source_type{};
    std::string request_type{};
    std::string requested_by{};
    std::string created_by{};
    std::string text{};
    std::optional<Timestamp> created_after{};
    std::optional<Timestamp> created_before{};
    bool approval_required = false;
};

/// Throws the refusal of unknown words and dates.
MovementFilter read_movement_filter(const Call& call);

bool is_outbound_row(const MovementFilter& filter, const Movement& movement);

/// `slim`: as from 0.9.8 on, when returns without a shipment are listed, too.
bool is_inbound_row(const MovementFilter& filter, const Movement& movement, bool slim);

/// A location parameter that resolves, else an empty text.
std::string location_param(const Call& call, const std::string& name);

/// The refusal of a word that an enum of OpenBoxes does not have.
Refusal no_enum_constant(const Call& call, std::string_view type, const std::string& word);

/// The place of a requisition status in RequisitionStatus; the number of all of them for an unknown word.
std::int64_t status_sort_order(const std::string& status);

}  // namespace webhookd::simulator
