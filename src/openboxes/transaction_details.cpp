// What was found out about inventories and lots is remembered, since they recur; lines of a transaction that
// are fewer than its row names are not used.

#include "openboxes/transaction_details.hpp"

#include <algorithm>
#include <utility>

#include "openboxes/fields.hpp"
#include "openboxes/page.hpp"
#include "webhookd/core/json_reading.hpp"

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
    const auto quantity = core::find_number(entry, "quantity");
    if (!quantity || !line.quantity)
        line.quantity.reset();
    else
        *line.quantity += *quantity;
    add_text(line.reason, core::find_word(entry, "reasonCode").value_or(""));
    add_text(line.comments, core::find_text(entry, "comments").value_or(""));
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
    auto facility = core::find_text(entity, "warehouse.id").value_or("");
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
        const auto item = core::find_text(entry, "inventoryItem.id");
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

}  // namespace webhookd::openboxes
