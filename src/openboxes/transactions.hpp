#pragma once
// The rows of `GET /api/generic/transaction` (openboxes-api.md 6.2 B): what one tells, what must be asked for
// beside it (which facility an inventory is, which products and quantities a transaction has; once, and
// remembered), and the adjustments that it stands for.

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "webhookd/openboxes/client.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

/// One product of one transaction, its entries added up.
struct ProductLine
{
    OrderedJson product;  ///< {"id","productCode","name"}
    std::string product_id;
    std::optional<double> quantity;  ///< as recorded; null when an entry has none
    std::string reason;
    std::string comments;
};

class TransactionDetails
{
  public:
    explicit TransactionDetails(Client& client) : client_(client) {}

    /// The location of an inventory; empty when the server does not tell.
    asio::awaitable<ApiResult<std::string>> facility_of(std::string inventory, core::Priority priority);

    /// The products of a transaction that names so many entries, in their order. Null when the server does
    /// not tell all of them: nothing of it may be used.
    asio::awaitable<ApiResult<std::optional<std::vector<ProductLine>>>> lines_of(std::string transaction,
                                                                                 std::size_t entries,
                                                                                 core::Priority priority);

    /// Requests sent since the last call.
    int take_requests();

  private:
    asio::awaitable<ApiResult<JsonDocument>> ask(ApiRequest request);
    asio::awaitable<ApiResult<OrderedJson>> product_of(std::string inventory_item, core::Priority priority);

    Client& client_;
    int requests_ = 0;
    std::map<std::string, std::string> facilities_;          ///< by inventory
    std::unordered_map<std::string, OrderedJson> products_;  ///< by inventory item
};

/// What a row must tell to be placed; the rest is read when it turns out to be an adjustment.
struct TransactionRow
{
    std::string id;
    core::Timestamp created_at;
    std::string type;         ///< id of its transaction type; empty when it has none
    std::string inventory;    ///< id; empty when it has none
    std::string number;       ///< empty when it has none yet
    std::size_t entries = 0;  ///< how many it names
};

/// Null without an id or a creation date.
std::optional<TransactionRow> read_transaction(const JsonView& row);

/// An adjustment of one product, as remembered between scans.
struct Adjustment
{
    core::Observation seen;  ///< without its object
    OrderedJson object;
};

/// Its transaction has a number now, which a job gives it (openboxes-api.md 3).
void name_adjustment(Adjustment& adjustment, const std::string& number);

/// One per product, in their order; none for a row that read_transaction() refuses.
std::vector<Adjustment> adjustments_of(const JsonView& row, const Facility& facility,
                                       std::vector<ProductLine> products);

}  // namespace webhookd::openboxes
