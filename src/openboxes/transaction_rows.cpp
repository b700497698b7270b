// What a quantity means depends on the transaction's type: it adds, takes, or states a level
// (openboxes-api.md 6.1). The id is that of transaction and product; the number by which others know
// it is an alias.

#include "openboxes/transaction_rows.hpp"

#include <algorithm>

#include "openboxes/fields.hpp"
#include "webhookd/core/json_reading.hpp"
#include "webhookd/openboxes/objects.hpp"

namespace webhookd::openboxes {

namespace {

/// Product Inventory: all that there is of a product, counted (openboxes-api.md 6.1).
constexpr std::string_view counted_type = "11";

/// +1 where a positive quantity adds stock, -1 where it takes some; null where it is a counted level, or
/// nobody knows (openboxes-api.md 6.1).
std::optional<int> sign_of(std::string_view type)
{
    if (type == "3") return 1;
    if (type == "2" || type == "4" || type == "5" || type == "10") return -1;
    return std::nullopt;
}

OrderedJson comments_of(const JsonView& row, const ProductLine& product)
{
    auto comments = core::find_text(row, "comment").value_or("");
    if (!comments.empty() && !product.comments.empty()) comments += "; ";
    comments += product.comments;
    return comments.empty() ? OrderedJson() : OrderedJson(comments);
}

OrderedJson object_of(const JsonView& row, std::string id, std::string_view type, const Facility& facility,
                      ProductLine product)
{
    AdjustmentFields fields;
    fields.id = std::move(id);
    fields.transaction_number = text_field(row, "transactionNumber");
    fields.transaction_type = core::reference(row, "transactionType");
    fields.comments = comments_of(row, product);
    fields.product = std::move(product.product);
    fields.facility = {{"id", facility.id}, {"name", facility.name}};
    const auto sign = sign_of(type);
    if (sign && product.quantity) fields.quantity_difference = number_value(*product.quantity * *sign);
    if (!product.reason.empty()) fields.reason = product.reason;
    if (type == counted_type && product.quantity) fields.quantity_after = number_value(*product.quantity);
    fields.date_recorded = date_field(row, "transactionDate");
    return adjustment_object(std::move(fields));
}

}  // namespace

std::optional<TransactionRow> read_transaction(const JsonView& row)
{
    auto id = core::find_text(row, "id");
    const auto created = core::find_text(row, "dateCreated");
    const auto created_at = created ? core::parse_timestamp(*created) : std::nullopt;
    if (!id || !created_at) return std::nullopt;
    return TransactionRow{.id = std::move(*id),
                          .created_at = *created_at,
                          .type = core::find_text(row, "transactionType.id").value_or(""),
                          .inventory = core::find_text(row, "inventory.id").value_or(""),
                          .number = core::find_text(row, "transactionNumber").value_or(""),
                          .entries = row.find("transactionEntries").value_or(JsonView()).elements().size()};
}

void name_adjustment(Adjustment& adjustment, const std::string& number)
{
    auto& seen = adjustment.seen;
    const auto product = seen.id.substr(seen.id.find(':'));
    seen.label = number;
    seen.aliases = {number + product};
    if (adjustment.object.is_null()) return;
    adjustment.object["id"] = seen.aliases.front();
    adjustment.object["transactionNumber"] = number;
}

std::vector<Adjustment> adjustments_of(const JsonView& row, const Facility& facility,
                                       std::vector<ProductLine> products)
{
    std::vector<Adjustment> adjustments;
    const auto transaction = read_transaction(row);
    if (!transaction) return adjustments;
    const auto number = core::find_text(row, "transactionNumber");
    const auto date = core::find_text(row, "transactionDate");
    for (auto& product : products) {
        Adjustment adjustment;
        auto& seen = adjustment.seen;
        seen.id = transaction->id + ":" + product.product_id;
        seen.origin_id = facility.id;
        seen.created_at = transaction->created_at;
        if (date) seen.happened_at = core::parse_timestamp(*date);
        // The summary (A) places it by its own date, this list by its creation: both must have passed.
        seen.watched["day"] =
            day_of(std::max(transaction->created_at, seen.happened_at.value_or(core::Timestamp{})));
        adjustment.object = object_of(row, seen.id, transaction->type, facility, std::move(product));
        if (number) name_adjustment(adjustment, *number);
        adjustments.push_back(std::move(adjustment));
    }
    return adjustments;
}

}  // namespace webhookd::openboxes
