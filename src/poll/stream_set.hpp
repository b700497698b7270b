#pragma once
// The streams that follow from settings, facilities and what the server offers: the one place that lists
// them.

#include <memory>
#include <vector>

#include "webhookd/poll/poller.hpp"

namespace webhookd::poll {

/// The interval of the streams of a kind; zero: not polled.
core::PollInterval interval_of(const core::Polling& polling, core::EntityKind kind);

using Streams = std::vector<std::unique_ptr<openboxes::Stream>>;

/// Streams that need no facility.
Streams source_streams(openboxes::Client& client, async::Clock& clock, const PollerSettings& settings);

/// Both directions of every facility, and its stock where somebody asks for events about it.
Streams facility_streams(openboxes::Client& client, async::Clock& clock, const PollerSettings& settings,
                         const std::vector<openboxes::Facility>& facilities);

}  // namespace webhookd::poll
