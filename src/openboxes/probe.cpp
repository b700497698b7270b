// What a server and a role offer, found by asking each endpoint once (openboxes-api.md 1.5, 6.2, 9).

#include <optional>

#include <fmt/format.h>

#include "openboxes/adjustment_streams.hpp"
#include "openboxes/fields.hpp"
#include "openboxes/page.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

namespace {

constexpr std::chrono::days probed_window{7};

/// Nothing more can be learned now: not this endpoint is the trouble, but the server, the account or the
/// budget.
bool is_about_everything(const ApiError& error)
{
    const bool foreign_page = error.kind == ApiErrorKind::unreachable && error.status == 404;
    return (error.kind == ApiErrorKind::unreachable && !foreign_page) ||
           error.kind == ApiErrorKind::login_refused || error.kind == ApiErrorKind::rate_limited;
}

ApiRequest summary_probe(const Client& client, const std::string& facility)
{
    const auto now = client.clock().now();
    return summary_request(facility, std::chrono::floor<std::chrono::days>(now) - probed_window, now);
}

ApiRequest list_probe(std::string path, Query query)
{
    ApiRequest request;
    request.path = std::move(path);
    request.query = std::move(query);
    request.query.emplace_back("max", "1");
    request.query.emplace_back("offset", "0");
    return request;
}

ApiRequest transactions_probe()
{
    return list_probe("/api/generic/transaction", {{"sort", "dateCreated"}, {"order", "desc"}});
}

ApiRequest product_summary_probe(const std::string& facility)
{
    ApiRequest request;
    request.path = "/api/locations/" + http::encode_query_value(facility) + "/productSummary";
    request.location = facility;
    return request;
}

/// True when the endpoint answers with a list, false when it does not.
asio::awaitable<ApiResult<bool>> answers(Client& client, ApiRequest request)
{
    request.priority = core::Priority::confirm;  // it decides what else is asked for
    auto answer = co_await client.request(request);
    // One 500 may be the server's bad moment; the same one twice is this request's.
    if (!answer && answer.error().kind == ApiErrorKind::server_error)
        answer = co_await client.request(request);
    if (answer) co_return read_page(std::move(*answer), most_unpaged_rows).has_value();
    if (is_about_everything(answer.error())) co_return std::unexpected(std::move(answer.error()));
    co_return false;
}

/// One probe of probe_all(): what is asked, and what its absence means.
struct Question
{
    std::string what;
    ApiRequest request;
    std::string role = "Browser";
    std::string since{};  ///< version; empty: all supported ones
    Need need = Need::required;
    std::string feed{};
};

std::string describe_failure(const Question& question, const ApiError& error)
{
    if (error.kind == ApiErrorKind::forbidden)
        return fmt::format("forbidden: the account's role is too low; it needs {} or higher", question.role);
    if (error.kind == ApiErrorKind::not_found && !question.since.empty())
        return fmt::format("this server does not have it; {}", question.since);
    return fmt::format("{}: {}", to_string(error.kind), error.detail);
}

class Probing
{
  public:
    explicit Probing(Client& client) : client_(client) {}

    /// The rows that came; null when it failed or was not asked any more.
    asio::awaitable<std::optional<Page>> ask(Question question)
    {
        if (hopeless_) co_return std::nullopt;
        auto answer = co_await client_.request(question.request);
        Probe probe{
            .what = question.what, .ok = false, .detail = {}, .need = question.need, .feed = question.feed};
        std::optional<Page> page;
        if (!answer) {
            hopeless_ = is_about_everything(answer.error());
            probe.detail = describe_failure(question, answer.error());
        } else if (auto read = read_page(std::move(*answer), most_unpaged_rows); !read) {
            probe.detail = read.error();
        } else {
            probe.ok = true;
            probe.detail = read->total ? fmt::format("{} rows", *read->total) : "ok";
            page = std::move(*read);
        }
        probes_.push_back(std::move(probe));
        co_return page;
    }

    /// Reading one movement needs a higher role than listing them (openboxes-api.md 1.5).
    asio::awaitable<void> ask_movement(std::string id)
    {
        if (hopeless_) co_return;
        ApiRequest request;
        request.path = "/api/stockMovements/" + http::encode_query_value(id);
        auto answer = co_await client_.request(std::move(request));
        Probe probe{
            .what = "one stock movement", .ok = answer.has_value(), .detail = "ok", .need = Need::optional};
        if (!answer && answer.error().kind == ApiErrorKind::forbidden)
            probe.detail = "needs Assistant or higher; not required, the list is asked instead";
        else if (!answer)
            probe.detail = answer.error().detail;
        probes_.push_back(std::move(probe));
    }

    void add(Probe probe) { probes_.push_back(std::move(probe)); }
    bool hopeless() const { return hopeless_; }
    std::vector<Probe> take() { return std::move(probes_); }

  private:
    Client& client_;
    bool hopeless_ = false;
    std::vector<Probe> probes_;
};

Question movements_question(Side side, const std::string& facility)
{
    if (side == Side::origin) {
        return {
            .what = "stock movements (outbound)",
            .request = list_probe("/api/stockMovements", {{"direction", "OUTBOUND"}, {"origin", facility}})};
    }
    return {
        .what = "stock movements (inbound)",
        .request = list_probe("/api/stockMovements", {{"direction", "INBOUND"}, {"destination", facility}})};
}

std::vector<Question> list_questions()
{
    return {{.what = "products",
             .request = list_probe("/api/products", {{"includeInactive", "true"}}),
             .role = "no role"},
            {.what = "purchase orders",
             .request = list_probe("/api/purchaseOrders", {}),
             .since = "OpenBoxes has it since 0.8.20"}};
}

/// What says where to look; without it, every facility is polled in turn.
std::vector<Question> feed_questions()
{
    const Query newest{{"sort", "lastUpdated"}, {"order", "desc"}};
    return {{.what = "feeds: shipments of all facilities",
             .request = list_probe("/api/generic/shipment", newest),
             .need = Need::optional,
             .feed = "feeds/shipments"},
            {.what = "feeds: transactions of all facilities",
             .request = transactions_probe(),
             .need = Need::optional,
             .feed = "feeds/transactions"}};
}

std::vector<Question> inventory_questions(const Client& client, const std::string& facility)
{
    return {{.what = "inventory: transactions summary (A)",
             .request = summary_probe(client, facility),
             .since = "OpenBoxes has it since 0.9.5"},
            {.what = "inventory: transactions (B)", .request = transactions_probe()},
            {.what = "inventory: product summary (C)", .request = product_summary_probe(facility)},
            {.what = "inventory: inventory items (F)",
             .request = list_probe("/api/inventoryItems", {{"location.id", facility}}),
             .since = "only some hosted servers have it"}};
}

asio::awaitable<void> probe_facility(Client& client, Probing& probing, std::string facility)
{
    const auto outbound = co_await probing.ask(movements_question(Side::origin, facility));
    co_await probing.ask(movements_question(Side::destination, facility));
    if (outbound && !outbound->rows.empty()) {
        auto id = find_text(outbound->rows.front(), "id").value_or("");
        co_await probing.ask_movement(std::move(id));
    }
    for (auto& question : inventory_questions(client, facility)) {
        question.need = Need::one_of;
        co_await probing.ask(std::move(question));
    }
}

}  // namespace

asio::awaitable<ApiResult<AdjustmentSource>> probe_adjustments(Client& client, std::string facility,
                                                               std::set<AdjustmentSource> skipped)
{
    const std::array candidates{
        std::pair(AdjustmentSource::summary, summary_probe(client, facility)),
        std::pair(AdjustmentSource::transactions, transactions_probe()),
        std::pair(AdjustmentSource::product_summary, product_summary_probe(facility)),
        std::pair(AdjustmentSource::inventory_items,
                  list_probe("/api/inventoryItems", {{"location.id", facility}})),
    };
    for (const auto& [source, request] : candidates) {
        if (skipped.contains(source)) continue;
        auto answered = co_await answers(client, request);
        if (!answered) co_return std::unexpected(std::move(answered.error()));
        if (*answered) co_return source;
    }
    co_return AdjustmentSource::none;
}

asio::awaitable<std::vector<Probe>> probe_all(Client& client, SourceSettings settings)
{
    Probing probing(client);
    const auto listed = co_await list_facilities(client, settings);
    if (!listed) {
        probing.add({.what = "facilities", .ok = false, .detail = listed.error().detail});
        if (is_about_everything(listed.error())) co_return probing.take();
    } else {
        probing.add({.what = "facilities",
                     .ok = !listed->facilities.empty(),
                     .detail = fmt::format("{} active depots", listed->facilities.size())});
    }
    for (auto& question : list_questions())
        co_await probing.ask(std::move(question));
    for (auto& question : feed_questions())
        co_await probing.ask(std::move(question));
    if (listed && !listed->facilities.empty())
        co_await probe_facility(client, probing, listed->facilities.front().id);
    co_return probing.take();
}

}  // namespace webhookd::openboxes
