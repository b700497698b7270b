// `delivery:` and `subscribers:`: to whom events are sent, and how.

#include <algorithm>
#include <chrono>
#include <map>

#include "config/conditions.hpp"
#include "config/files.hpp"
#include "config/headers.hpp"
#include "config/scalars.hpp"
#include "config/secrets.hpp"
#include "config/sections.hpp"
#include "config/text.hpp"
#include "config/urls.hpp"

namespace webhookd::config {

using namespace std::chrono_literals;

namespace {

constexpr auto day = std::chrono::hours(24);
constexpr std::size_t most_subscribers = 10'000;
constexpr std::size_t most_patterns = 100;
constexpr std::size_t most_retries = 100;

std::optional<std::string> event_pattern(const Value& value)
{
    if (!value.is_scalar()) return value.expected_kind("an event type");
    const auto& text = value.node().text;
    if (harmless_part(text, " \t\r\n").size() < text.size()) return value.expected("an event type");
    if (const auto error = core::pattern_error(text)) return value.fail(*error);
    return text;
}

void read_subscriber(Section& section, Subscriber& subscriber)
{
    read_delivery(section, subscriber.delivery);
    const auto url = [&](const Value& value) { return endpoint_url(value, subscriber.delivery.allow_http); };
    section.require("name", subscriber.name, name, "a name of lower-case letters, digits and hyphens");
    section.require("url", subscriber.url, url, "the https URL that webhooks are sent to");
    section.require("secret", subscriber.keys, signing_keys,
                    "a signing secret (openboxes-webhookd secret generate), or a list of them, newest first");
    section.require("events", subscriber.matcher.events,
                    ListOf{event_pattern, "a list of event types", 1, most_patterns},
                    "a list of event types, such as [stockMovement.*, product.created]");
    section.read("where", subscriber.matcher.where, where);
    section.read("headers", subscriber.headers, headers);
    section.read("enabled", subscriber.enabled, boolean);
    const bool certificate = section.read("client_certificate", subscriber.client_certificate, readable_file);
    const bool key = section.read("client_key", subscriber.client_key, private_file);
    if (certificate && !key) section.missing("client_key", "the file of the key of client_certificate");
    if (key && !certificate)
        section.missing("client_certificate", "the file of the certificate of client_key");
}

/// `seen` holds the line of each name used so far.
void refuse_repeated_name(const Section& section, const Subscriber& subscriber,
                          std::map<std::string, int>& seen)
{
    const auto& entries = section.value().node().entries;
    const auto entry = std::ranges::find(entries, "name", &YamlEntry::key);
    if (entry == entries.end() || subscriber.name.empty()) return;
    const auto place = entry->value.place;
    const auto [first, is_new] = seen.emplace(subscriber.name, place.line);
    if (is_new) return;
    section.value().report().error(
        place, join_path(section.value().path(), "name"),
        fmt::format("the name {} is taken by the subscriber in line {}", subscriber.name, first->second));
}

}  // namespace

void read_delivery(Section& section, DeliverySettings& delivery)
{
    section.read("timeout", delivery.timeout, DurationIn{1ms, 10min});
    section.read("retry", delivery.retry.delays,
                 ListOf{DurationIn{0ms, 30 * day}, "a list of durations", 0, most_retries});
    section.read("jitter", delivery.retry.jitter, percentage);
    section.read("max_in_flight", delivery.max_in_flight, Whole{1, 1000});
    section.read(
        "ordering", delivery.ordering,
        Word<Ordering>{{"entity", Ordering::entity}, {"none", Ordering::none}, {"strict", Ordering::strict}});
    section.read("probe_interval_max", delivery.probe_interval_max, DurationIn{10ms, 1 * day});
    section.read("hold_after", delivery.hold_after, DurationIn{1s, 365 * day});
    section.read("rate_limit", delivery.rate_limit, rate);
    section.read("max_connection_age", delivery.max_connection_age, DurationIn{1s, 1 * day});
    section.read("ca_file", delivery.ca_file, readable_file);
    section.read("proxy", delivery.proxy, proxy);
    section.read("allow_http", delivery.allow_http, boolean);
    section.read("allow_private_addresses", delivery.allow_private_addresses, boolean);
}

std::vector<Subscriber> read_subscribers(const Value& value, const DeliverySettings& defaults)
{
    std::vector<Subscriber> result;
    if (!value.is_list() && !value.is_null()) {
        value.expected_kind("a list of subscribers (- name: …)");
        return result;
    }
    if (value.node().items.empty()) value.warn("no subscriber: events will be recorded but sent to nobody");
    if (value.node().items.size() > most_subscribers) {
        value.fail(fmt::format("expected at most {} subscribers", most_subscribers));
        return result;
    }
    std::map<std::string, int> names;
    for (const auto& item : value.items()) {
        read_section(item, [&](Section& section) {
            Subscriber subscriber;
            subscriber.delivery = defaults;
            read_subscriber(section, subscriber);
            refuse_repeated_name(section, subscriber, names);
            result.push_back(std::move(subscriber));
        });
    }
    return result;
}

}  // namespace webhookd::config
