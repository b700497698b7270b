// One fact holds them all: a JSON list of ids and names.

#include "webhookd/store/facilities.hpp"

#include "webhookd/core/json.hpp"

namespace webhookd::store {

namespace {

constexpr std::string_view fact = "facilities";

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
    return streams.find_json_fact(fact, read_facilities).value_or(std::vector<Facility>());
}

void put_facilities(StreamTable& streams, const std::vector<Facility>& facilities)
{
    auto items = OrderedJson::array();
    for (const auto& facility : facilities)
        items.push_back({{"id", facility.id}, {"name", facility.name}});
    streams.put_fact(fact, items.dump());
}

}  // namespace webhookd::store
