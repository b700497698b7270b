#pragma once
// Whether a list still is of those entities that are remembered. Under the same URL another server can answer
// one day: a name that leads to a training server, a database that was restored under other ids. Its rows are
// as good as any, and all of them would be news (P2). Not the number of rows tells, but how many known ones
// are among them; where these lists are short by nature, known ones are asked for by name.

#include <string>

#include "poll/schedule.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

/// Counts the strangers of `scan`. Why the rows that it found are not believed to be about what is
/// remembered; empty: they are. The requests that were needed are added to the scan's.
asio::awaitable<openboxes::ApiResult<std::string>> doubt_population(store::Tables& tables,
                                                                    openboxes::Stream& stream,
                                                                    openboxes::Reach reach,
                                                                    openboxes::Scan& scan,
                                                                    core::Timestamp now);

/// The entities that the full list of a stream holds.
store::EntityScope scope_of(const openboxes::StreamInfo& stream);

}  // namespace webhookd::poll
