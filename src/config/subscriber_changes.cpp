// Compares subscribers by name and then key by key; of URLs, keys and headers it says only
// what is not secret.

#include "config/subscriber_changes.hpp"

#include <algorithm>
#include <map>

#include "config/changes.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::config {

namespace {

using Kind = SubscriberDifference::Kind;
using Headers = std::vector<std::pair<std::string, std::string>>;

void compare_url(Changes& changes, const std::string& before, const std::string& after)
{
    if (before == after) return;
    const auto then = core::shown_url(before);
    const auto now = core::shown_url(after);
    if (then == now)
        changes.add("url: another path of " + now);
    else
        changes.value("url", then, now);
}

/// A key tells nothing but what it makes of a message.
bool is_same_key(const core::SigningKey& left, const core::SigningKey& right)
{
    return left.sign("", "", "") == right.sign("", "", "");
}

void compare_keys(Changes& changes, const std::vector<core::SigningKey>& before,
                  const std::vector<core::SigningKey>& after)
{
    if (std::ranges::equal(before, after, is_same_key)) return;
    changes.add(fmt::format("secret rotated ({} key{}, was {})", after.size(), after.size() == 1 ? "" : "s",
                            before.size()));
}

/// Values may be secrets.
void compare_headers(Changes& changes, const Headers& before, const Headers& after)
{
    const std::map<std::string, std::string> then(before.begin(), before.end());
    const std::map<std::string, std::string> now(after.begin(), after.end());
    for (const auto& [name, value] : then)
        if (!now.contains(name)) changes.add(fmt::format("header {} removed", name));
    for (const auto& [name, value] : now) {
        const auto earlier = then.find(name);
        if (earlier == then.end())
            changes.add(fmt::format("header {} added", name));
        else if (earlier->second != value)
            changes.add(fmt::format("header {} changed", name));
    }
}

void compare_delivery(Changes& changes, const DeliverySettings& before, const DeliverySettings& after)
{
    changes.value("timeout", before.timeout, after.timeout);
    changes.value("retry", before.retry.delays, after.retry.delays);
    changes.value("jitter", fmt::format("{:g}%", before.retry.jitter * 100),
                  fmt::format("{:g}%", after.retry.jitter * 100));
    changes.value("max_in_flight", before.max_in_flight, after.max_in_flight);
    changes.value("ordering", before.ordering, after.ordering);
    changes.value("probe_interval_max", before.probe_interval_max, after.probe_interval_max);
    changes.value("hold_after", before.hold_after, after.hold_after);
    changes.value("rate_limit", before.rate_limit, after.rate_limit);
    changes.value("max_connection_age", before.max_connection_age, after.max_connection_age);
    changes.file("ca_file", before.ca_file, after.ca_file);
    compare_proxy(changes, "proxy", before.proxy, after.proxy);
    changes.value("allow_http", before.allow_http, after.allow_http);
    changes.value("allow_private_addresses", before.allow_private_addresses, after.allow_private_addresses);
}

void compare(Changes& changes, const Subscriber& before, const Subscriber& after)
{
    compare_url(changes, before.url, after.url);
    compare_keys(changes, before.keys, after.keys);
    changes.value("events", before.matcher.events, after.matcher.events);
    changes.hidden("where", before.matcher.where == after.matcher.where);
    compare_headers(changes, before.headers, after.headers);
    changes.value("enabled", before.enabled, after.enabled);
    compare_delivery(changes, before.delivery, after.delivery);
    changes.file("client_certificate", before.client_certificate, after.client_certificate);
    changes.file("client_key", before.client_key, after.client_key);
}

}  // namespace

std::vector<SubscriberDifference> subscriber_differences(const Config& before, const Config& after)
{
    std::map<std::string, const Subscriber*> gone;
    for (const auto& subscriber : before.subscribers)
        gone.emplace(subscriber.name, &subscriber);

    std::vector<SubscriberDifference> others;
    for (const auto& subscriber : after.subscribers) {
        const auto earlier = gone.find(subscriber.name);
        if (earlier == gone.end()) {
            others.push_back({subscriber.name, Kind::added, {}});
            continue;
        }
        Changes changes(before.files, after.files);
        compare(changes, *earlier->second, subscriber);
        gone.erase(earlier);
        auto found = changes.take();
        if (!found.empty()) others.push_back({subscriber.name, Kind::changed, std::move(found)});
    }

    std::vector<SubscriberDifference> result;
    for (const auto& [name, subscriber] : gone)
        result.push_back({name, Kind::removed, {}});
    std::ranges::move(others, std::back_inserter(result));
    return result;
}

}  // namespace webhookd::config
