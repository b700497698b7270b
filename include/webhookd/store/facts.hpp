#pragma once
// What is remembered of a source beside its streams, as facts of StreamTable.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/store/stream_table.hpp"

namespace webhookd::store {

/// One that the source listed last: a restart while it is away still knows its streams, and people read names
/// instead of ids.
struct Facility
{
    std::string id;
    std::string name;
};

/// Empty when none were ever listed.
std::vector<Facility> load_facilities(StreamTable& streams);
void put_facilities(StreamTable& streams, const std::vector<Facility>& facilities);

/// A scan of everything, a first one or a comparison, that fails again and again: remembered with its stream
/// from the first failure to the next scan that ends well, so that `status` can say so after a restart too.
struct FailedScan
{
    Timestamp since;     ///< the first failure of the row
    std::string reason;  ///< of the last one: which page or row stops it
    int failures = 0;    ///< in a row
    bool first = false;  ///< no scan of the stream ever ended well
};

/// Null: the last one ended well, or there was none.
std::optional<FailedScan> find_failed_scan(StreamTable& streams, std::string_view stream);

void put_failed_scan(StreamTable& streams, std::string_view stream, const FailedScan& failed);
void remove_failed_scan(StreamTable& streams, std::string_view stream);

}  // namespace webhookd::store
