#pragma once
// The adjustments that one row of `GET /api/generic/transaction` stands for (openboxes-api.md 6.2 B), once
// its details are known. Pure.

#include <optional>
#include <string>
#include <vector>

#include "openboxes/transaction_details.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

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
