#pragma once
// What a module does not take as the configuration has it.

#include <expected>
#include <string>
#include <vector>

#include "webhookd/config/load.hpp"
#include "webhookd/delivery/lane_settings.hpp"
#include "webhookd/delivery/webhook/endpoint.hpp"

namespace webhookd::app {

/// config::load(), which checks programs too where it reads secrets: for whoever will send.
std::expected<config::Loaded, std::vector<config::Problem>> load_config(
    const std::string& path, config::Secrets secrets = config::Secrets::read);

/// `openboxes-webhookd/<version>`, in every request to OpenBoxes and to subscribers.
std::string user_agent();

/// The administrator's own server: plain http and private addresses are her choice.
http::ClientSettings api_http_settings(const config::OpenBoxes& openboxes);

delivery::LaneSettings lane_settings(const config::Subscriber& subscriber, std::int64_t subscriber_id);
/// The URL was checked with the configuration; throws std::runtime_error if it is refused all the same.
delivery::WebhookSettings webhook_settings(const config::Subscriber& subscriber);

}  // namespace webhookd::app
