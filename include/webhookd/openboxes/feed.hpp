#pragma once
// Two lists that see every facility at once (openboxes-api.md 4.9): the shipments last changed and the
// transactions last made. A feed says where something happened and never what: the lists of the facility that
// it names are the judge, and a hint that is lost costs time only.

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "webhookd/core/entity.hpp"
#include "webhookd/core/shipment_status.hpp"
#include "webhookd/openboxes/client.hpp"

namespace webhookd::openboxes {

enum class FeedKind
{
    shipments,    ///< `GET /api/generic/shipment`, last changed first
    transactions  ///< `GET /api/generic/transaction`, last made first
};
std::string_view to_string(FeedKind kind);

/// A change that a row of a feed shows.
struct FeedItem
{
    core::EntityKind kind = core::EntityKind::stock_movement;  ///< or adjustment
    std::string shipment;                                      ///< id; both feeds tell it
    std::string movement;                                      ///< id; empty where the row does not tell
    /// That the movement has now; of a receipt in the transactions, which may be a part, the furthest it can
    /// be.
    core::ShipmentStatus status = core::ShipmentStatus::pending;
    std::string origin;                         ///< facility id; empty where the row does not tell
    std::string destination;                    ///< likewise
    std::optional<core::Timestamp> dated;       ///< of an adjustment: what its list is sorted by
    std::optional<core::Timestamp> changed_at;  ///< when the change was stored; shipments do not tell
};

/// What of a feed was read before: the last state of its newest rows. A value that can be stored.
class FeedMemory
{
  public:
    /// The state in which the row was remembered; null: never seen, or long ago.
    std::optional<std::string> find(const std::string& id) const;
    void put(const std::string& id, std::string state);

    /// The feed was read, perhaps when it held nothing: what it shows afterwards is news.
    void note_read() { was_read_ = true; }
    bool was_read() const { return was_read_; }

    Json to_json() const;
    /// Null of what to_json() never made.
    static std::optional<FeedMemory> from_json(const Json& json);

  private:
    std::map<std::string, std::string> states_;
    std::deque<std::string> order_;  ///< ids, oldest first
    bool was_read_ = false;
};

struct FeedPage
{
    std::vector<FeedItem> items;  ///< oldest first
    std::int64_t rows = 0;
    int requests = 0;
};

class Feed
{
  public:
    /// `adjustment_types`: transaction types that are adjustments. The client outlives this.
    Feed(Client& client, FeedKind kind, std::set<std::string> adjustment_types);

    FeedKind kind() const { return kind_; }

    /// Reads the newest rows, and on while there is nothing but news. The first read ever remembers and tells
    /// nothing.
    asio::awaitable<ApiResult<FeedPage>> read();

    /// How long the server took for the last page.
    core::Duration answer_time() const { return answer_time_; }

    const FeedMemory& memory() const { return memory_; }
    void remember(FeedMemory memory) { memory_ = std::move(memory); }

  private:
    struct Row
    {
        std::string id;
        std::string state;
        std::string inventory;  ///< of a transaction: id; its facility must be asked for
        bool arrives = false;   ///< the inventory is that of the destination
        FeedItem item;
        bool tells = true;  ///< false: nothing that anybody waits for
    };

    asio::awaitable<ApiResult<FeedPage>> read_news();
    std::optional<Row> read_row(const JsonView& row) const;
    std::optional<Row> read_shipment_row(const JsonView& row) const;
    std::optional<Row> read_transaction_row(const JsonView& row) const;
    /// An error when the server could not be asked; what it does not know stays without a place.
    asio::awaitable<ApiResult<void>> place(Row& row, int& requests);

    Client& client_;
    FeedKind kind_;
    std::set<std::string> adjustment_types_;
    FeedMemory memory_;
    core::Duration answer_time_{0};
    std::map<std::string, std::string> facilities_;  ///< by inventory id
};

}  // namespace webhookd::openboxes
