#pragma once
// Which facilities are polled: listed by the server at the start and at each reconciliation, remembered in
// the state file, so that a restart while the server is away still knows its streams. Polled like a stream,
// with its sync log row.

#include <string>
#include <vector>

#include "poll/stream_poll.hpp"

namespace webhookd::poll {

/// The pseudo-stream under which the list appears in the sync log and in `status`.
inline constexpr std::string_view facilities_stream = "facilities";

/// What was listed last; empty when never.
std::vector<openboxes::Facility> remembered_facilities(store::Tables& tables);

/// Asks the server, remembers the answer, writes the sync log row. An empty list where some are remembered is
/// not believed (F-9). The next listing, which `status` tells, is `again` after a good one and `retry` after
/// a failed one.
asio::awaitable<openboxes::ApiResult<std::vector<openboxes::Facility>>> list_and_remember(
    PollContext& context, core::Duration again, core::Duration retry);

}  // namespace webhookd::poll
