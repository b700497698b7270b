#pragma once
// The rows of the simulated database: plain values, in OpenBoxes' own words (openboxes-api.md 3 to 6). An
// empty text stands for null. Instants are whole seconds, as MySQL's datetime keeps them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/dates.hpp"

namespace webhookd::simulator {

struct Facility
{
    std::string id{};
    std::string name{};
    std::string number{};             ///< locationNumber
    std::string type_code = "DEPOT";  ///< DEPOT, WARD, SUPPLIER, …
    std::string parent{};             ///< not empty: a bin, hidden from lists
    bool active = true;
    bool organization_active = true;
    bool approval_required = false;  ///< requests from here need an approval
    bool partial_receiving = true;
    std::string organization_name = "Org";
    std::string organization_code = "ORG";
    std::string inventory_id{};
};

enum class Role
{
    authenticated,
    browser,
    assistant
};

struct User
{
    std::string id{};
    std::string username{};
    std::string email{};
    std::string password{};
    std::string first_name{};
    std::string last_name{};
    bool active = true;
    Role role = Role::browser;

    std::string name() const { return first_name + " " + last_name; }
};

struct Product
{
    std::string id{};
    std::string code{};
    std::string name{};
    std::string description{};
    std::string category = "Consumables";
    std::string unit_of_measure = "EA";
    std::string price = "1.25";
    bool active = true;
    Timestamp created{};
    Timestamp updated{};
    std::string updated_by{};
};

enum class ShipmentStatus
{
    pending,
    shipped,
    partially_received,
    received
};

/// `PENDING`, `SHIPPED`, …
std::string to_text(ShipmentStatus status);

/// Nothing for a word that ShipmentStatusCode does not have.
std::optional<ShipmentStatus> find_shipment_status(std::string_view text);

struct Line
{
    std::string id{};
    std::string product{};
    std::int64_t quantity = 1;
    std::int64_t received = 0;
};

/// A requisition with its shipment, a shipment alone, or a return order with its shipment.
struct Movement
{
    std::string id{};  ///< of the requisition, of the shipment when there is none, of the return order
    std::string requisition_id{};   ///< empty: no requisition
    std::string return_order_id{};  ///< empty: no return
    std::string shipment_id{};      ///< empty: no shipment yet
    std::string identifier{};
    std::string name{};
    std::string description{};
    std::string origin{};
    std::string destination{};
    std::string requisition_status{};  ///< CREATED, … ISSUED; empty without requisition
    ShipmentStatus shipment_status = ShipmentStatus::pending;
    std::optional<ShipmentStatus> told_inbound{};  ///< what the destination's list says instead
    std::string request_type = "DEFAULT";
    std::string source_type{};  ///< ELECTRONIC, PAPER
    std::string requested_by{};
    std::string created_by{};
    Timestamp created{};
    Timestamp requested{};
    Timestamp requisition_updated{};
    Timestamp shipment_updated{};
    Timestamp expected_shipping{};
    Timestamp expected_delivery{};
    std::optional<Timestamp> shipped_at{};
    std::optional<Timestamp> received_at{};
    bool had_partial_receipt = false;  ///< rolling back a receipt leads there first
    std::vector<Line> lines{};

    bool is_return() const { return !return_order_id.empty(); }
    bool has_shipment() const { return !shipment_id.empty(); }
};

/// The status that the API calls `statusCode`: renamed requisition status, or PENDING/ISSUED without
/// requisition.
std::string status_code_of(const Movement& movement);

/// What the outbound list calls `status`: the requisition's, and for a return what its order stands for.
std::string outbound_status_of(const Movement& movement);

struct PurchaseOrder
{
    std::string id{};
    std::string number{};
    std::string name{};
    std::string status = "PENDING";  ///< OrderStatus
    std::string shipment_status{};   ///< PARTIALLY_SHIPPED, SHIPPED
    std::string receipt_status{};    ///< PARTIALLY_RECEIVED, RECEIVED
    std::string payment_status{};    ///< PARTIALLY_INVOICED, INVOICED
    std::string origin{};
    std::string destination{};
    std::string ordered_by{};
    std::string created_by{};
    std::string approved_by{};
    Timestamp created{};
    Timestamp updated{};
    Timestamp ordered{};
    std::optional<Timestamp> approved{};
    std::vector<Line> lines{};
    std::string total = "1200.00";
    /// What table order_summary_mv holds: nothing while it is being rebuilt, else the derived status it last
    /// saw.
    std::optional<std::string> listed_status{};
};

/// The status of the list: payment, else receipt, else shipment, else order status.
std::string derived_status(const PurchaseOrder& order);

struct Entry
{
    std::string id{};
    std::string product{};
    std::string inventory_item{};
    std::int64_t quantity = 0;
    std::string reason_code{};
    std::string comments{};
    std::int64_t before = 0;  ///< stock of the product at the facility before and after, as reports tell it
    std::int64_t after = 0;
};

struct Transaction
{
    std::string id{};
    std::string number{};
    std::string
        type{};  ///< id of the transaction type: 3 adjustment, 8 transfer in, 9 transfer out, 12 baseline, …
    std::string facility{};
    Timestamp date{};  ///< may be back-dated
    Timestamp created{};
    std::string comment{};
    std::string created_by{};
    std::string source{};       ///< a receipt's origin
    std::string destination{};  ///< where a sending goes
    std::string outgoing_shipment{};
    std::string incoming_shipment{};
    std::string receipt{};
    std::string requisition{};
    std::string order{};
    std::string cycle_count{};
    std::string baseline{};  ///< the baseline transaction of a record stock
    std::vector<Entry> entries{};
};

/// A lot of a product.
struct InventoryItem
{
    std::string id{};
    std::string product{};
    std::string lot{};
    std::optional<Timestamp> expires{};
};

/// product_availability: what a facility holds of a lot.
struct StockLevel
{
    std::string id{};
    std::string facility{};
    std::string product{};
    std::string inventory_item{};
    std::int64_t quantity = 0;
    Timestamp created{};
    Timestamp updated{};
};

/// What people set for a product in a facility; null: nothing.
struct InventoryLevel
{
    std::string id{};
    std::string facility{};
    std::string product{};
    std::optional<std::int64_t> minimum{};
    std::optional<std::int64_t> reorder{};
    std::optional<std::int64_t> maximum{};
    Timestamp created{};
    Timestamp updated{};
};

}  // namespace webhookd::simulator
