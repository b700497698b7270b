#pragma once
// From the configuration to the settings of each module: modules do not know the configuration file.

#include <string>

#include "webhookd/config/config.hpp"
#include "webhookd/delivery/lane_settings.hpp"
#include "webhookd/delivery/webhook/endpoint.hpp"
#include "webhookd/openboxes/client.hpp"
#include "webhookd/poll/poller.hpp"

namespace webhookd::app {

/// `openboxes-webhookd/<version>`, in every request to OpenBoxes and to subscribers.
std::string user_agent();

openboxes::ClientSettings api_settings(const config::OpenBoxes& openboxes);
/// The administrator's own server: plain http and private addresses are her choice.
http::ClientSettings api_http_settings(const config::OpenBoxes& openboxes);
openboxes::SourceSettings source_settings(const config::Config& config);
poll::PollerSettings poller_settings(const config::Config& config);

store::Chain chain_of(config::Ordering ordering);
delivery::LaneSettings lane_settings(const config::Subscriber& subscriber, std::int64_t subscriber_id);
/// The URL was checked with the configuration; throws std::runtime_error if it is refused all the same.
delivery::WebhookSettings webhook_settings(const config::Subscriber& subscriber);

}  // namespace webhookd::app
