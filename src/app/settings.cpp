// Field by field from the sections of the configuration; what a module calls otherwise, or wants in another
// form, is translated here.

#include "app/settings.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "app/version.hpp"

namespace webhookd::app {

std::string user_agent()
{
    return fmt::format("openboxes-webhookd/{}", version());
}

openboxes::ClientSettings api_settings(const config::OpenBoxes& openboxes)
{
    openboxes::ClientSettings settings;
    settings.url = openboxes.url;
    if (const auto* password = std::get_if<config::Credentials>(&openboxes.login)) {
        settings.login = openboxes::PasswordLogin{password->username, password->password};
    } else {
        const auto& key = std::get<config::ApiKey>(openboxes.login);
        settings.login = openboxes::ApiKeyLogin{key.header, key.value};
    }
    settings.requests_per_minute = openboxes.requests_per_minute;
    settings.request_timeout = openboxes.request_timeout;
    settings.max_answer_bytes = openboxes.max_answer_bytes;
    return settings;
}

http::ProxySettings proxy_settings(const config::Proxy& proxy)
{
    return {.url = proxy.url, .username = proxy.username, .password = proxy.password};
}

http::ClientSettings api_http_settings(const config::OpenBoxes& openboxes)
{
    http::ClientSettings settings;
    settings.addresses = http::AddressPolicy::any;
    settings.allow_http = true;
    settings.ca_file = openboxes.ca_file.path;
    settings.proxy = proxy_settings(openboxes.proxy);
    settings.uses_reserve = true;
    return settings;
}

openboxes::SourceSettings source_settings(const config::Config& config)
{
    openboxes::SourceSettings settings;
    settings.facilities = config.openboxes.facilities;
    settings.page_size = config.openboxes.page_size;
    settings.rulebook = config.rulebook;
    settings.adjustment_transaction_types = config.detection.adjustment_transaction_types;
    return settings;
}

poll::PollerSettings poller_settings(const config::Config& config)
{
    poll::PollerSettings settings;
    settings.source = source_settings(config);
    settings.polling = config.polling;
    settings.emit_on_first_run = config.detection.first_run == config::FirstRun::emit;
    settings.storm_limit = config.detection.storm_limit;
    settings.identifier_wait = config.detection.identifier_wait;
    return settings;
}

store::Chain chain_of(config::Ordering ordering)
{
    switch (ordering) {
        case config::Ordering::entity:
            return store::Chain::by_entity;
        case config::Ordering::none:
            return store::Chain::none;
        case config::Ordering::strict:
            return store::Chain::whole_lane;
    }
    return store::Chain::by_entity;
}

delivery::LaneSettings lane_settings(const config::Subscriber& subscriber, std::int64_t subscriber_id)
{
    delivery::LaneSettings lane;
    lane.subscriber_id = subscriber_id;
    lane.name = subscriber.name;
    lane.enabled = subscriber.enabled;
    lane.retry = subscriber.delivery.retry;
    lane.max_in_flight = subscriber.delivery.max_in_flight;
    if (const auto& limit = subscriber.delivery.rate_limit) {
        lane.rate_count = limit->count;
        lane.rate_per = limit->per;
    }
    lane.probe_interval_max = subscriber.delivery.probe_interval_max;
    lane.hold_after = subscriber.delivery.hold_after;
    return lane;
}

delivery::WebhookSettings webhook_settings(const config::Subscriber& subscriber)
{
    auto url = http::Url::parse(subscriber.url);
    if (!url) throw std::runtime_error(url.error());

    delivery::WebhookSettings webhook;
    webhook.url = std::move(*url);
    webhook.keys = subscriber.keys;
    webhook.headers = subscriber.headers;
    webhook.user_agent = user_agent();
    webhook.timeout = subscriber.delivery.timeout;
    webhook.http.addresses = subscriber.delivery.allow_private_addresses ? http::AddressPolicy::allow_private
                                                                         : http::AddressPolicy::public_only;
    webhook.http.allow_http = subscriber.delivery.allow_http;
    webhook.http.ca_file = subscriber.delivery.ca_file.path;
    webhook.http.proxy = proxy_settings(subscriber.delivery.proxy);
    webhook.http.max_connection_age =
        std::chrono::duration_cast<std::chrono::seconds>(subscriber.delivery.max_connection_age);
    webhook.http.client_certificate = subscriber.client_certificate.path;
    webhook.http.client_key = subscriber.client_key.path;
    webhook.http.max_idle_connections = subscriber.delivery.max_in_flight;
    return webhook;
}

}  // namespace webhookd::app
