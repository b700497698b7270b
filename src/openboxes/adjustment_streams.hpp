#pragma once
// The ways of reading inventory adjustments, as streams (openboxes-api.md 6.2). source.cpp chooses among
// them.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

/// The transaction type that the summary (A) reports; the only one.
inline constexpr std::string_view adjustment_type = "3";

/// The request of the summary for the hot window, as the stream sends it; the probe asks the very same,
/// because a single bad row makes a page fail.
ApiRequest summary_request(const std::string& facility, core::Timestamp begin, core::Timestamp now);

/// A: one request per facility.
std::unique_ptr<Stream> summary_stream(Client& client, async::Clock& clock, const SourceSettings& settings,
                                       const Facility& facility);

/// B: all facilities, the transactions themselves, of the given types.
std::unique_ptr<Stream> transaction_stream(Client& client, async::Clock& clock,
                                           const SourceSettings& settings, const std::set<std::string>& types,
                                           const std::vector<Facility>& facilities);

/// C: levels of one facility by its session's summary.
std::unique_ptr<Stream> product_summary_stream(Client& client, const SourceSettings& settings,
                                               const Facility& facility);

/// F: levels of one facility by lot, where a hosted server has such a list.
std::unique_ptr<Stream> inventory_item_stream(Client& client, const SourceSettings& settings,
                                              const Facility& facility);

}  // namespace webhookd::openboxes
