#pragma once
// The facilities that the source listed last: a restart while it is away still knows its streams, and people
// read names instead of ids.

#include <string>
#include <vector>

#include "webhookd/store/stream_table.hpp"

namespace webhookd::store {

struct Facility
{
    std::string id;
    std::string name;
};

/// Empty when none were ever listed.
std::vector<Facility> load_facilities(StreamTable& streams);
void put_facilities(StreamTable& streams, const std::vector<Facility>& facilities);

}  // namespace webhookd::store
