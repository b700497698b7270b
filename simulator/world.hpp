#pragma once
// What the simulated OpenBoxes knows, and everything that can happen in it. Knows neither HTTP nor JSON:
// tests change it between two requests, or between two pages of one scan. Ids are made up in order, so every
// run has the same. Unknown ids throw std::out_of_range; transitions that OpenBoxes refuses throw
// std::logic_error.

#include <functional>
#include <string>

#include "simulator/entities.hpp"
#include "simulator/table.hpp"
#include "simulator/version.hpp"

namespace webhookd::simulator {

struct NewMovement
{
    std::string origin{};
    std::string destination{};
    std::string name{};  ///< made up when empty
    std::string description{};
    std::string requisition_status = "CHECKING";
    std::string source_type{};
    std::vector<Line> lines{};
    bool shipment_only = false;  ///< from a supplier or a purchase order: no requisition
    bool is_return = false;      ///< a return order
};

struct NewOrder
{
    std::string origin{};
    std::string destination{};
    std::string name{};
    std::vector<Line> lines{};
};

struct Adjustment
{
    std::string facility{};
    std::string product{};
    std::int64_t quantity = 0;        ///< signed change; for record_stock() the counted quantity
    std::optional<Timestamp> date{};  ///< back-dated transaction date; now when absent
    std::string comment{};
    std::string lot{};
    std::string type = "3";
    std::string cycle_count{};
};

class World
{
  public:
    /// `now` is the server's clock.
    World(Version version, std::function<Timestamp()> now);

    Timestamp now() const;
    const Version& version() const { return version_; }

    std::string create_facility(std::string name, std::string type_code = "DEPOT");
    void set_facility_active(const std::string& id, bool active);
    std::string create_user(std::string username, std::string password, Role role);

    /// Empty fields of `product` are made up.
    std::string create_product(Product product = {});
    /// A change by a user: `change` edits the row, lastUpdated follows.
    void update_product(const std::string& id, const std::function<void(Product&)>& change);
    void delete_product(const std::string& id);

    std::string create_movement(NewMovement movement);
    void set_requisition_status(const std::string& id, std::string status);
    void ship(const std::string& id);
    /// On OpenBoxes' own shipment page: the requisition stays where it is.
    void send_shipment(const std::string& id);
    /// `partial` receives half of what is open and leaves PARTIALLY_RECEIVED, which a facility without
    /// partial receiving skips.
    void receive(const std::string& id, bool partial = false);
    /// One step back: RECEIVED to SHIPPED or PARTIALLY_RECEIVED, then to PENDING, each with its transaction
    /// deleted.
    void roll_back(const std::string& id);
    void delete_movement(const std::string& id);

    std::string create_order(NewOrder order);
    /// PLACED, with approver and approval date in the same step.
    void place_order(const std::string& id);
    /// Back to PENDING; refused once there are shipments.
    void roll_back_order(const std::string& id);
    void set_order_status(const std::string& id, std::string status);
    void ship_order(const std::string& id, bool partial = false);
    void receive_order(const std::string& id, bool partial = false);
    void delete_order(const std::string& id);
    /// The nightly rebuild of order_summary_mv has dropped the table and put back the first `kept` orders.
    void drop_order_list(std::size_t kept = 0);
    void rebuild_order_list();
    /// While true, changes of orders do not reach the list until rebuild_order_list().
    void set_order_list_lagging(bool lagging) { order_list_lags_ = lagging; }

    /// A type-3 transaction (or `type`); returns the transaction's id.
    std::string adjust_stock(const Adjustment& adjustment);
    /// From 0.9.5 a baseline (12) and, one second later, an adjustment (3); before, one absolute transaction
    /// (11).
    std::string record_stock(const Adjustment& counted);
    void delete_transaction(const std::string& id);
    /// In place of what was set for that product in that facility.
    std::string set_inventory_level(InventoryLevel level);
    std::int64_t quantity_on_hand(const std::string& facility, const std::string& product) const;
    /// Nothing for a lot that was never seen.
    const InventoryItem* find_inventory_item(const std::string& product, const std::string& lot) const;

    Table<Facility> facilities{"facility"};
    Table<User> users{"user"};
    Table<Product> products{"product"};
    Table<Movement> movements{"stock movement"};
    Table<PurchaseOrder> orders{"purchase order"};
    Table<Transaction> transactions{"transaction"};
    Table<InventoryItem> inventory_items{"inventory item"};
    Table<StockLevel> stock{"stock level"};
    Table<InventoryLevel> inventory_levels{"inventory level"};

    /// The movement of this requisition, shipment or return-order id.
    const Movement* find_movement_by_any_id(const std::string& id) const;

    /// The user who does what the mutators do.
    std::string acting_user;

  private:
    std::string make_id(std::uint32_t kind);
    Movement& edit_movement(const std::string& id);
    void refresh_order_list(PurchaseOrder& order);
    PurchaseOrder& edit_order(const std::string& id);
    std::string inventory_item_of(const std::string& product, const std::string& lot);
    void change_stock(const std::string& facility, const std::string& inventory_item, std::int64_t change);
    Transaction new_transaction(const std::string& facility, std::string type);
    /// The transaction of a sending or of one receipt.
    void move_goods(const Movement& movement, const std::vector<Line>& lines, bool out);
    /// Deletes the transactions of the last step: those of the receipts, or that of the sending.
    void undo_transfers(Movement& movement, bool last_only);

    Version version_;
    std::function<Timestamp()> now_;
    std::uint64_t last_id_ = 0;
    bool order_list_lags_ = false;
};

}  // namespace webhookd::simulator
