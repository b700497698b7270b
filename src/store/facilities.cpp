// One fact holds them all: a JSON list of ids and names.

#include "webhookd/store/facilities.hpp"

#include "webhookd/core/json.hpp"

namespace webhookd::store {

namespace {

constexpr std::string_view fact = "facilities";

}  // namespace

std::vector<Facility> load_facilities(StreamTable& streams)
{
    std::vector<Facility> facilities;
    const auto stored = streams.find_json_fact(fact);
    if (!stored) return facilities;
    for (const auto& item : *stored)
        facilities.push_back({.id = item.at("id"), .name = item.at("name")});
    return facilities;
}

void put_facilities(StreamTable& streams, const std::vector<Facility>& facilities)
{
    auto items = OrderedJson::array();
    for (const auto& facility : facilities)
        items.push_back({{"id", facility.id}, {"name", facility.name}});
    streams.put_fact(fact, items.dump());
}

}  // namespace webhookd::store
