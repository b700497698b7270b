// What was found out about inventories and lots is remembered, since they recur; lines of a transaction that
// are fewer than its row names are not used. What a quantity means depends on the transaction's type: it
// adds, takes, or states a level (openboxes-api.md 6.1). The id of an adjustment is that of transaction and
// product; the number by which others know it is an alias.

#include "openboxes/transactions.hpp"

#include <algorithm>
#include <utility>

#include "openboxes/fields.hpp"
#include "openboxes/objects.hpp"
#include "openboxes/page.hpp"

namespace webhookd::openboxes {

namespace {

// Lots known by heart; when there are more, the next ones are asked for again.
constexpr std::size_t most_items = 5'000;

// Of one transaction: each lot of them may cost a request.
constexpr std::size_t most_entries = 20'000;

// Of reasons or comments, in bytes: beyond that no further ones are joined.
constexpr std::size_t longest_text = 2'000;

void add_text(std::string& text, std::string_view more)
{
    if (more.empty() || text.size() > longest_text || text.contains(more)) return;
    if (!text.empty()) text += "; ";
    text += more;
}

void add_entry(ProductLine& line, const JsonView& entry)
{
    const auto quantity = find_number(entry, "quantity");
    if (!quantity || !line.quantity)
        line.quantity.reset();
    else
        *line.quantity += *quantity;
    add_text(line.reason, find_word(entry, "reasonCode").value_or(""));
    add_text(line.comments, find_text(entry, "comments").value_or(""));
}

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
    auto comments = find_text(row, "comment").value_or("");
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
    fields.transaction_type = reference_field(row, "transactionType");
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

int TransactionDetails::take_requests()
{
    return std::exchange(requests_, 0);
}

asio::awaitable<ApiResult<JsonDocument>> TransactionDetails::ask(ApiRequest request)
{
    auto answer = co_await client_.exchange(std::move(request));
    if (!answer) {
        requests_ += answer.error().requests;
        co_return std::unexpected(std::move(answer.error()));
    }
    requests_ += answer->requests;
    co_return std::move(answer->body);
}

asio::awaitable<ApiResult<std::string>> TransactionDetails::facility_of(std::string inventory,
                                                                        core::Priority priority)
{
    if (const auto known = facilities_.find(inventory); known != facilities_.end()) co_return known->second;
    ApiRequest request;
    request.path = "/api/generic/inventory/" + http::encode_query_value(inventory);
    request.priority = priority;
    auto answer = co_await ask(std::move(request));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    const auto entity = read_entity(*answer);
    auto facility = find_text(entity, "warehouse.id").value_or("");
    if (!facility.empty()) facilities_.insert_or_assign(std::move(inventory), facility);
    co_return facility;
}

asio::awaitable<ApiResult<OrderedJson>> TransactionDetails::product_of(std::string inventory_item,
                                                                       core::Priority priority)
{
    if (const auto known = products_.find(inventory_item); known != products_.end()) co_return known->second;
    ApiRequest request;
    request.path = "/api/generic/inventoryItem/" + http::encode_query_value(inventory_item);
    request.priority = priority;
    auto answer = co_await ask(std::move(request));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    const auto item = read_entity(*answer);
    auto product = product_reference(text_field(item, "product.id"), text_field(item, "product.productCode"),
                                     name_field(item, "product"));
    if (product["id"].is_null()) co_return product;
    if (products_.size() >= most_items) products_.clear();
    products_.insert_or_assign(std::move(inventory_item), product);
    co_return product;
}

asio::awaitable<ApiResult<std::optional<std::vector<ProductLine>>>> TransactionDetails::lines_of(
    std::string transaction, std::size_t entries, core::Priority priority)
{
    ApiRequest request;
    request.method = "POST";
    request.path = "/api/generic/transactionEntry/search";
    request.body = {
        {"searchAttributes",
         Json::array({{{"property", "transaction.id"}, {"operator", "eq"}, {"value", transaction}}})}};
    request.priority = priority;
    auto answer = co_await ask(std::move(request));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    const auto page = read_page(std::move(*answer), most_entries);
    if (!page) {
        ApiError error;
        error.kind = ApiErrorKind::bad_answer;
        error.detail = "the entries of a transaction: " + page.error();
        co_return std::unexpected(std::move(error));
    }

    if (page->rows.size() < entries) co_return std::nullopt;
    std::vector<ProductLine> lines;
    for (const auto& entry : page->rows) {
        const auto item = find_text(entry, "inventoryItem.id");
        if (!item) co_return std::nullopt;
        auto product = co_await product_of(*item, priority);
        if (!product) co_return std::unexpected(std::move(product.error()));
        if ((*product)["id"].is_null()) co_return std::nullopt;
        const auto id = (*product)["id"].get<std::string>();
        auto line = std::ranges::find(lines, id, &ProductLine::product_id);
        if (line == lines.end()) {
            lines.push_back({.product = std::move(*product),
                             .product_id = id,
                             .quantity = 0.0,
                             .reason = {},
                             .comments = {}});
            line = std::prev(lines.end());
        }
        add_entry(*line, entry);
    }
    co_return lines;
}

std::optional<TransactionRow> read_transaction(const JsonView& row)
{
    auto id = find_text(row, "id");
    const auto created = find_text(row, "dateCreated");
    const auto created_at = created ? core::parse_timestamp(*created) : std::nullopt;
    if (!id || !created_at) return std::nullopt;
    return TransactionRow{.id = std::move(*id),
                          .created_at = *created_at,
                          .type = find_text(row, "transactionType.id").value_or(""),
                          .inventory = find_text(row, "inventory.id").value_or(""),
                          .number = find_text(row, "transactionNumber").value_or(""),
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
    const auto number = find_text(row, "transactionNumber");
    const auto date = find_text(row, "transactionDate");
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
