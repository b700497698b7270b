// What a module does not take as the configuration has it is translated here.

#include "app/settings.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "app/version.hpp"
#include "webhookd/jq/program.hpp"

namespace webhookd::app {

std::expected<config::Loaded, std::vector<config::Problem>> load_config(const std::string& path,
                                                                        config::Secrets secrets)
{
    const auto check = [](const std::string& program) { return jq::check({.text = program}); };
    // Each check starts a process: not for a command that only talks to the daemon.
    return config::load(path, secrets, secrets == config::Secrets::read ? +check : nullptr);
}

std::string user_agent()
{
    return fmt::format("openboxes-webhookd/{}", version());
}

http::ClientSettings api_http_settings(const config::OpenBoxes& openboxes)
{
    http::ClientSettings settings;
    settings.addresses = http::AddressPolicy::any;
    settings.allow_http = true;
    settings.ca_file = openboxes.ca_file.path;
    settings.proxy = openboxes.proxy;
    settings.uses_reserve = true;
    return settings;
}

delivery::LaneSettings lane_settings(const config::Subscriber& subscriber, std::int64_t subscriber_id)
{
    return {subscriber.delivery.queue, subscriber_id, subscriber.name, subscriber.enabled};
}

delivery::WebhookSettings webhook_settings(const config::Subscriber& subscriber)
{
    auto url = http::Url::parse(subscriber.url);
    if (!url) throw std::runtime_error(url.error());

    delivery::WebhookSettings webhook;
    webhook.url = std::move(*url);
    webhook.keys = subscriber.keys;
    webhook.headers = subscriber.headers;
    webhook.body = subscriber.body;
    webhook.user_agent = user_agent();
    webhook.timeout = subscriber.delivery.timeout;
    webhook.http.addresses = subscriber.delivery.allow_private_addresses ? http::AddressPolicy::allow_private
                                                                         : http::AddressPolicy::public_only;
    webhook.http.allow_http = subscriber.delivery.allow_http;
    webhook.http.ca_file = subscriber.delivery.ca_file.path;
    webhook.http.proxy = subscriber.delivery.proxy;
    webhook.http.max_connection_age =
        std::chrono::duration_cast<std::chrono::seconds>(subscriber.delivery.max_connection_age);
    webhook.http.client_certificate = subscriber.client_certificate.path;
    webhook.http.client_key = subscriber.client_key.path;
    webhook.http.max_idle_connections = subscriber.delivery.queue.max_in_flight;
    return webhook;
}

}  // namespace webhookd::app
