// Reading a feed: its newest rows, compared with what was read before.

#include "webhookd/openboxes/feed.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "openboxes/fields.hpp"
#include "openboxes/page.hpp"
#include "openboxes/transactions.hpp"

namespace webhookd::openboxes {

namespace {

constexpr std::size_t most_remembered = 500;
constexpr int most_pages = 10;

// Rows of shipments carry all their items twice: few at first, more only behind nothing but news, ever more
// as long as the server finds them quickly.
constexpr std::size_t first_shipments = 5;
constexpr std::size_t more_shipments = 20;
constexpr std::size_t most_shipments = 100;
constexpr core::Duration quickly = std::chrono::seconds(1);
constexpr std::size_t first_transactions = 20;
constexpr std::size_t more_transactions = 100;

constexpr std::string_view transfer_in = "8";
constexpr std::string_view transfer_out = "9";

ApiRequest page_request(FeedKind kind, std::size_t rows, std::size_t offset)
{
    const bool shipments = kind == FeedKind::shipments;
    ApiRequest request;
    request.priority = core::Priority::feed;
    request.path = shipments ? "/api/generic/shipment" : "/api/generic/transaction";
    request.query = {{"sort", shipments ? "lastUpdated" : "dateCreated"},
                     {"order", "desc"},
                     {"max", std::to_string(rows)},
                     {"offset", std::to_string(offset)}};
    return request;
}

}  // namespace

std::string_view to_string(FeedKind kind)
{
    return kind == FeedKind::shipments ? "shipments" : "transactions";
}

std::optional<std::string> FeedMemory::find(const std::string& id) const
{
    const auto found = states_.find(id);
    return found == states_.end() ? std::nullopt : std::optional(found->second);
}

void FeedMemory::put(const std::string& id, std::string state)
{
    if (states_.insert_or_assign(id, std::move(state)).second) {
        order_.push_back(id);
    } else {
        std::erase(order_, id);
        order_.push_back(id);
    }
    while (order_.size() > most_remembered) {
        states_.erase(order_.front());
        order_.pop_front();
    }
}

Json FeedMemory::to_json() const
{
    auto rows = Json::array();
    for (const auto& id : order_)
        rows.push_back(Json::array({id, states_.at(id)}));
    return rows;
}

std::optional<FeedMemory> FeedMemory::from_json(const Json& json)
{
    if (!json.is_array()) return std::nullopt;
    FeedMemory memory;
    memory.note_read();
    for (const auto& row : json) {
        const bool is_pair = row.is_array() && row.size() == 2 && row[0].is_string() && row[1].is_string();
        if (!is_pair) return std::nullopt;
        memory.put(row[0].get<std::string>(), row[1].get<std::string>());
    }
    return memory;
}

Feed::Feed(Client& client, FeedKind kind, std::set<std::string> adjustment_types)
    : client_(client), kind_(kind), adjustment_types_(std::move(adjustment_types))
{
}

std::optional<Feed::Row> Feed::read_shipment_row(const JsonView& row) const
{
    auto id = find_text(row, "id");
    const auto word = find_word(row, "status");
    if (!id || !word) return std::nullopt;
    Row read{.id = std::move(*id), .state = *word, .inventory = {}, .item = {}};
    const auto status = core::find_shipment_status(*word);
    read.item.shipment = read.id;
    read.item.status = status.value_or(core::ShipmentStatus::shipped);
    read.item.origin = find_text(row, "origin.id").value_or("");
    read.item.destination = find_text(row, "destination.id").value_or("");
    // A new one that is not sent yet is nobody's event; one that was sent before was taken back.
    const auto before = memory_.find(read.id);
    read.tells = status != core::ShipmentStatus::pending || (before && *before != read.state);
    return read;
}

std::optional<Feed::Row> Feed::read_transaction_row(const JsonView& row) const
{
    const auto transaction = read_transaction(row);
    if (!transaction) return std::nullopt;
    Row read{.id = transaction->id, .state = {}, .inventory = transaction->inventory, .item = {}};
    read.item.changed_at = transaction->created_at;
    if (transaction->type == transfer_out || transaction->type == transfer_in) {
        read.arrives = transaction->type == transfer_in;
        read.item.status = read.arrives ? core::ShipmentStatus::received : core::ShipmentStatus::shipped;
        const auto* shipment = read.arrives ? "incomingShipment.id" : "outgoingShipment.id";
        read.item.shipment = find_text(row, shipment).value_or("");
        // A movement that is only a shipment has its id (openboxes-api.md 4.1).
        read.item.movement = find_text(row, "requisition.id").value_or(read.item.shipment);
        read.tells = !read.item.shipment.empty();
    } else {
        read.item.kind = core::EntityKind::adjustment;
        const auto date = find_text(row, "transactionDate");
        read.item.dated = date ? core::parse_timestamp(*date) : std::nullopt;
        read.tells = adjustment_types_.contains(transaction->type);
    }
    return read;
}

std::optional<Feed::Row> Feed::read_row(const JsonView& row) const
{
    return kind_ == FeedKind::shipments ? read_shipment_row(row) : read_transaction_row(row);
}

asio::awaitable<ApiResult<void>> Feed::place(Row& row, int& requests)
{
    if (row.inventory.empty()) co_return ApiResult<void>();
    auto known = facilities_.find(row.inventory);
    if (known == facilities_.end()) {
        ApiRequest request;
        request.path = "/api/generic/inventory/" + http::encode_query_value(row.inventory);
        request.priority = core::Priority::hint;
        auto answer = co_await client_.exchange(std::move(request));
        requests += answer ? answer->requests : answer.error().requests;
        if (!answer && answer.error().kind == ApiErrorKind::not_found) co_return ApiResult<void>();
        if (!answer) co_return std::unexpected(std::move(answer.error()));
        auto facility = find_text(read_entity(answer->body), "warehouse.id").value_or("");
        known = facilities_.emplace(row.inventory, std::move(facility)).first;
    }
    (row.arrives ? row.item.destination : row.item.origin) = known->second;
    co_return ApiResult<void>();
}

asio::awaitable<ApiResult<FeedPage>> Feed::read()
{
    return in_memory(read_news(), fmt::format("the feed of {}", to_string(kind_)));
}

asio::awaitable<ApiResult<FeedPage>> Feed::read_news()
{
    const bool shipments = kind_ == FeedKind::shipments;
    const bool first = !memory_.was_read();
    FeedPage read;
    std::vector<Row> news;
    std::size_t offset = 0;
    std::size_t wanted = 0;
    for (int page = 0; page < (first ? 1 : most_pages); ++page) {
        if (page == 0)
            wanted = shipments ? first_shipments : first_transactions;
        else if (!shipments)
            wanted = more_transactions;
        else
            wanted = answer_time_ < quickly ? std::min(most_shipments, 4 * wanted) : more_shipments;
        auto answer = co_await client_.exchange(page_request(kind_, wanted, offset));
        if (!answer) co_return std::unexpected(std::move(answer.error()));
        read.requests += answer->requests;
        answer_time_ = std::chrono::duration_cast<core::Duration>(client_.clock().steady() - answer->sent_at);
        const auto rows = read_page(std::move(answer->body), wanted);
        if (!rows) {
            ApiError error;
            error.kind = ApiErrorKind::bad_answer;
            error.status = 200;
            error.detail = rows.error();
            co_return std::unexpected(std::move(error));
        }
        bool reached_known = false;
        for (std::size_t i = 0; i < std::min(rows->rows.size(), wanted); ++i) {
            auto row = read_row(rows->rows[i]);
            if (!row) continue;
            ++read.rows;
            const auto before = memory_.find(row->id);
            reached_known = before && *before == row->state;
            if (!reached_known) news.push_back(std::move(*row));
        }
        offset += rows->rows.size();
        if (reached_known || rows->rows.size() < wanted) break;
    }
    std::ranges::reverse(news);
    for (auto& row : news) {
        if (row.tells && !first) {
            auto placed = co_await place(row, read.requests);
            if (!placed && read.items.empty()) co_return std::unexpected(std::move(placed.error()));
            if (!placed) break;  // this one and what came after it are read again
            read.items.push_back(std::move(row.item));
        }
        memory_.put(row.id, std::move(row.state));
    }
    memory_.note_read();
    co_return read;
}

}  // namespace webhookd::openboxes
