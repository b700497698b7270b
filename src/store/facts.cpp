// One fact holds all facilities, a JSON list of ids and names; a failing scan has one of its own, in JSON,
// which is there only while its scans fail.

#include "webhookd/store/facts.hpp"

#include "webhookd/core/json.hpp"

namespace webhookd::store {

namespace {

constexpr std::string_view facilities_fact = "facilities";

std::optional<std::vector<Facility>> read_facilities(const Json& stored)
{
    if (!stored.is_array()) return std::nullopt;
    std::vector<Facility> facilities;
    for (const auto& item : stored)
        facilities.push_back({.id = item.at("id"), .name = item.at("name")});
    return facilities;
}

}  // namespace

std::vector<Facility> load_facilities(StreamTable& streams)
{
    return streams.find_json_fact(facilities_fact, read_facilities).value_or(std::vector<Facility>());
}

void put_facilities(StreamTable& streams, const std::vector<Facility>& facilities)
{
    auto items = OrderedJson::array();
    for (const auto& facility : facilities)
        items.push_back({{"id", facility.id}, {"name", facility.name}});
    streams.put_fact(facilities_fact, items.dump());
}

namespace {

std::string fact_of(std::string_view stream)
{
    return "failed-scan/" + std::string(stream);
}

}  // namespace

std::optional<FailedScan> find_failed_scan(StreamTable& streams, std::string_view stream)
{
    return streams.find_json_fact(fact_of(stream), [](const Json& stored) {
        return std::optional<FailedScan>({.since = Timestamp(core::Duration(stored.at("since"))),
                                          .reason = stored.at("reason"),
                                          .failures = stored.at("failures"),
                                          .first = stored.at("first")});
    });
}

void put_failed_scan(StreamTable& streams, std::string_view stream, const FailedScan& failed)
{
    const Json fact{{"since", failed.since.time_since_epoch().count()},
                    {"reason", failed.reason},
                    {"failures", failed.failures},
                    {"first", failed.first}};
    streams.put_fact(fact_of(stream), fact.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void remove_failed_scan(StreamTable& streams, std::string_view stream)
{
    streams.remove_fact(fact_of(stream));
}

}  // namespace webhookd::store
