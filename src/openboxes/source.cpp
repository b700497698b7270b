// Which facilities there are (openboxes-api.md 1.4): active depots, filtered on the server and again here;
// and which adjustment streams follow from what the server offers and which types are wanted. The other
// functions of source.hpp are in probe.cpp and beside each stream.

#include "webhookd/openboxes/source.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "openboxes/adjustment_streams.hpp"
#include "openboxes/fields.hpp"
#include "openboxes/page.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::openboxes {

namespace {

// Wards, suppliers and bins among them, where depots cannot be asked for alone.
constexpr std::size_t most_locations = 20'000;

// Each has streams of its own, which take about 60 KB.
constexpr std::size_t most_facilities = 10'000;
// Names and ids of people's choice; longer ids are none.
constexpr std::size_t longest_name = 255;

ApiError refused(ApiErrorKind kind, std::string detail, int requests)
{
    ApiError error;
    error.kind = kind;
    error.status = 200;
    error.detail = std::move(detail);
    error.requests = requests;
    return error;
}

bool is_depot(const JsonView& row)
{
    auto code = find_word(row, "locationTypeCode");
    if (!code) code = find_word(row, "locationType.locationTypeCode");
    return code == "DEPOT";
}

std::vector<Facility> read_facilities(const std::vector<JsonView>& rows, bool depots_only)
{
    std::vector<Facility> facilities;
    for (const auto& row : rows) {
        const auto id = find_text(row, "id");
        const bool active = find_bool(row, "active").value_or(true);
        if (!id || id->size() > longest_name || !active || (depots_only && !is_depot(row))) continue;
        facilities.push_back(
            {.id = *id,
             .name = core::shortened(default_name(find_text(row, "name").value_or(*id)), longest_name)});
    }
    // The server has no order of its own; ours must not change from listing to listing.
    std::ranges::sort(facilities, {}, &Facility::id);
    return facilities;
}

ApiResult<FacilityList> pick(const std::vector<Facility>& listed, const std::vector<std::string>& wanted,
                             int requests)
{
    FacilityList picked{.facilities = {}, .requests = requests};
    std::string unknown;
    for (const auto& id : wanted) {
        const auto found = std::ranges::find(listed, id, &Facility::id);
        if (found != listed.end())
            picked.facilities.push_back(*found);
        else
            unknown += (unknown.empty() ? "" : ", ") + id;
    }
    if (unknown.empty()) return picked;
    auto detail =
        fmt::format("the server lists no active location with id {} (openboxes.facilities)", unknown);
    return std::unexpected(refused(ApiErrorKind::bad_request, std::move(detail), requests));
}

asio::awaitable<ApiResult<FacilityList>> list(Client& client, SourceSettings settings)
{
    const bool all = settings.facilities.empty();
    ApiRequest request;
    request.priority = core::Priority::confirm;  // it decides what else is asked for
    request.path = "/api/locations";
    request.query = {{"presentation", "toBaseJson"}};
    if (all) request.query.emplace_back("locationTypeCode", "DEPOT");
    auto answer = co_await client.exchange(std::move(request));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    const auto page = read_page(std::move(answer->body), most_locations);
    if (!page) {
        co_return std::unexpected(
            refused(ApiErrorKind::bad_answer, "GET /api/locations: " + page.error(), answer->requests));
    }
    auto facilities = read_facilities(page->rows, all);
    if (!all) co_return pick(facilities, settings.facilities, answer->requests);
    if (facilities.size() > most_facilities) {
        auto detail = fmt::format(
            "the server lists {} active depots, and {} are the most that can be "
            "watched by one daemon (about 60 KB of memory each): name those meant in openboxes.facilities, "
            "and give the others to further daemons",
            facilities.size(), most_facilities);
        co_return std::unexpected(refused(ApiErrorKind::bad_request, std::move(detail), answer->requests));
    }
    co_return FacilityList{.facilities = std::move(facilities), .requests = answer->requests};
}

constexpr std::string_view deprecated_debit_type = "10";
const std::array<std::string, 2> counted_types{"7", "11"};

constexpr std::array<std::pair<AdjustmentSource, std::string_view>, 5> names{
    {{AdjustmentSource::summary, "A"},
     {AdjustmentSource::transactions, "B"},
     {AdjustmentSource::product_summary, "C"},
     {AdjustmentSource::inventory_items, "F"},
     {AdjustmentSource::none, "none"}}};

}  // namespace

asio::awaitable<ApiResult<FacilityList>> list_facilities(Client& client, SourceSettings settings)
{
    return in_memory(list(client, std::move(settings)), "GET /api/locations");
}

std::string_view to_string(AdjustmentSource source)
{
    for (const auto& [value, name] : names) {
        if (value == source) return name;
    }
    return "none";
}

std::optional<AdjustmentSource> find_adjustment_source(std::string_view name)
{
    for (const auto& [value, text] : names) {
        if (text == name) return value;
    }
    return std::nullopt;
}

std::vector<std::unique_ptr<Stream>> adjustment_streams(Client& client, async::Clock& clock,
                                                        const SourceSettings& settings,
                                                        AdjustmentSource source,
                                                        const std::vector<Facility>& facilities)
{
    std::vector<std::unique_ptr<Stream>> streams;
    const auto& types = settings.adjustment_transaction_types;
    if (source == AdjustmentSource::transactions && !types.empty()) {
        // Where there is no summary, a count of stock is a transaction of its own with the quantity found
        // (openboxes-api.md 6.1): who wants manual changes wants these.
        auto wanted = types;
        if (types.contains(std::string(adjustment_type)))
            wanted.insert(counted_types.begin(), counted_types.end());
        streams.push_back(transaction_stream(client, clock, settings, wanted, facilities));
    }

    if (source == AdjustmentSource::summary) {
        // The summary knows one type. Others that are wanted are read from the transactions beside it; the
        // old debit type alone is not worth a request per poll, since no server that has the summary records
        // it any more.
        auto others = types;
        others.erase(std::string(adjustment_type));
        others.erase(std::string(deprecated_debit_type));
        if (!others.empty())
            streams.push_back(transaction_stream(client, clock, settings, others, facilities));
        if (!types.contains(std::string(adjustment_type))) return streams;
    }
    for (const auto& facility : facilities) {
        if (source == AdjustmentSource::summary)
            streams.push_back(summary_stream(client, clock, settings, facility));
        else if (source == AdjustmentSource::product_summary)
            streams.push_back(product_summary_stream(client, settings, facility));
        else if (source == AdjustmentSource::inventory_items)
            streams.push_back(inventory_item_stream(client, settings, facility));
    }
    return streams;
}

}  // namespace webhookd::openboxes
