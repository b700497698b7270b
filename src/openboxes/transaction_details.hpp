#pragma once
// What a row of `GET /api/generic/transaction` does not tell itself (openboxes-api.md 6.2 B): which facility
// an inventory is, which products and quantities a transaction has. Asked for once and remembered.

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "webhookd/openboxes/client.hpp"

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

}  // namespace webhookd::openboxes
