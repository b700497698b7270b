#pragma once
// Rows of the database as the API prints them: one function per JSON marshaller of OpenBoxes.

#include "simulator/call.hpp"

namespace webhookd::simulator {

/// Location.toJson() of lists and of order details, and the short form toBaseJson().
Json location_json(const Facility& facility);
Json base_location_json(const Facility& facility);
Json location_type_json(const Facility& facility);

Json product_json(const Call& call, const Product& product);

/// Null for an unknown user.
Json person_json(const World& world, const std::string& user);
std::string person_name(const World& world, const std::string& user);

Json inventory_item_json(const World& world, const InventoryItem& item);

Json outbound_row(const Call& call, const Movement& movement);
/// The inbound list's row from 0.9.8 on.
Json slim_inbound_row(const Call& call, const Movement& movement);
/// StockMovement.toJson(): the detail, and the inbound list's row before 0.9.8.
Json movement_detail(const Call& call, const Movement& movement, bool with_lines);

Json order_summary_row(const World& world, const PurchaseOrder& order);
Json order_detail(const Call& call, const PurchaseOrder& order);

Json shipment_row(const World& world, const Movement& movement);
Json inventory_row(const Facility& facility);
Json transaction_row(const Call& call, const Transaction& transaction);
Json transaction_entry_row(const Transaction& transaction, const Entry& entry);
Json product_availability_row(const World& world, const StockLevel& level);

}  // namespace webhookd::simulator
