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
    std::string type;       ///< id of its transaction type; empty when it has none
    std::string inventory;  ///< id; empty when it has none
};

/// Null without an id or a creation date.
std::optional<TransactionRow> read_transaction(const JsonView& row);

/// An adjustment of one product, as remembered between scans.
struct Adjustment
{
    core::Observation seen;  ///< without its object
    OrderedJson object;
};

/// One per product, in their order; none for a row that read_transaction() refuses.
std::vector<Adjustment> adjustments_of(const JsonView& row, const Facility& facility,
                                       std::vector<ProductLine> products);

}  // namespace webhookd::openboxes
