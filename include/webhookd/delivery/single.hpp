#pragma once
// One webhook outside of any lane, for trying a subscriber before there is a daemon: nothing is stored,
// nothing is tried again.

#include "webhookd/core/event.hpp"
#include "webhookd/delivery/lane.hpp"

namespace webhookd::delivery {

struct Tried
{
    bool delivered = false;
    std::string detail;  ///< for people: what was answered, or why nothing was
};

/// Signs and sends the event once, exactly as the lane of these settings would. `client` was made with
/// lane.http.
asio::awaitable<Tried> send_once(http::Client& client, const LaneSettings& lane, core::Event event,
                                 core::Timestamp now);

}  // namespace webhookd::delivery
