// Compares two configurations key by key; the function that compares a key decides who acts on its change.
// Subscribers are compared in subscriber_changes.cpp.

#include "webhookd/config/difference.hpp"

#include <algorithm>
#include <iterator>

#include "config/changes.hpp"
#include "config/scalars.hpp"
#include "config/subscriber_changes.hpp"

namespace webhookd::config {

namespace {

std::string interval(core::PollInterval chosen)
{
    if (!chosen) return "auto";
    return *chosen == core::Duration::zero() ? "off" : core::format_duration(*chosen);
}

std::string facilities(const std::vector<std::string>& ids)
{
    return ids.empty() ? "all" : text_of(ids);
}

/// The order of a set's words; a receipt that counts.
std::vector<std::string> received_on(const core::RuleSettings& rules)
{
    std::vector<std::string> words;
    if (rules.received_on_partial) words.emplace_back("partial");
    if (rules.received_on_complete) words.emplace_back("complete");
    return words;
}

void compare_login(Changes& changes, const OpenBoxes& before, const OpenBoxes& after)
{
    if (before.login.index() != after.login.index()) {
        changes.add(std::holds_alternative<ApiKey>(after.login)
                        ? "openboxes: api_key instead of username and password"
                        : "openboxes: username and password instead of api_key");
    } else if (const auto* now = std::get_if<Credentials>(&after.login)) {
        const auto& then = std::get<Credentials>(before.login);
        changes.value("openboxes.username", then.username, now->username);
        changes.hidden("openboxes.password", then.password.reveal() == now->password.reveal());
    } else {
        const auto& key_then = std::get<ApiKey>(before.login);
        const auto& key_now = std::get<ApiKey>(after.login);
        changes.value("openboxes.api_key.header", key_then.header, key_now.header);
        changes.hidden("openboxes.api_key.value", key_then.value.reveal() == key_now.value.reveal());
    }
}

void compare_source(Changes& changes, const OpenBoxes& before, const OpenBoxes& after)
{
    compare_login(changes, before, after);
    changes.value("openboxes.facilities", facilities(before.facilities), facilities(after.facilities));
    changes.value("openboxes.requests_per_minute", before.requests_per_minute, after.requests_per_minute);
    changes.value("openboxes.request_timeout", before.request_timeout, after.request_timeout);
    changes.value("openboxes.page_size", before.page_size, after.page_size);
    changes.value("openboxes.max_answer_size", format_size(before.max_answer_bytes),
                  format_size(after.max_answer_bytes));
    changes.file("openboxes.ca_file", before.ca_file, after.ca_file);
    compare_proxy(changes, "openboxes.proxy", before.proxy, after.proxy);
}

void compare_polling(Changes& changes, const core::Polling& before, const core::Polling& after)
{
    changes.value("polling.products", interval(before.products), interval(after.products));
    changes.value("polling.stock_movements", interval(before.stock_movements),
                  interval(after.stock_movements));
    changes.value("polling.purchase_orders", interval(before.purchase_orders),
                  interval(after.purchase_orders));
    changes.value("polling.inventory", interval(before.inventory), interval(after.inventory));
    changes.value("polling.feeds", std::string(before.feeds ? "auto" : "off"),
                  std::string(after.feeds ? "auto" : "off"));
    changes.value("polling.reconcile", before.reconcile, after.reconcile);
}

void compare_detection(Changes& changes, const Detection& before, const Detection& after)
{
    changes.value("detection.first_run", before.first_run, after.first_run);
    changes.value("detection.received_on", received_on(before.rules), received_on(after.rules));
    changes.value("detection.purchase_order_approved_statuses", before.rules.approved_statuses,
                  after.rules.approved_statuses);
    changes.value("detection.adjustment_transaction_types", before.adjustment_transaction_types,
                  after.adjustment_transaction_types);
    changes.value("detection.storm_limit", before.storm_limit, after.storm_limit);
    changes.value("detection.identifier_wait", before.identifier_wait, after.identifier_wait);
}

void compare_bound(Changes& changes, const Config& before, const Config& after)
{
    changes.value("openboxes.url", before.openboxes.url, after.openboxes.url);
    changes.value("store.path", before.store.path, after.store.path);
    changes.value("control.socket", before.control.socket, after.control.socket);
    changes.value("control.listen", before.control.listen, after.control.listen);
}

void compare_upkeep(Changes& changes, const Config& before, const Config& after)
{
    changes.value("store.retention.events", before.store.keep_events, after.store.keep_events);
    changes.value("store.retention.attempts", before.store.keep_attempts, after.store.keep_attempts);
    changes.value("store.retention.sync_log", before.store.keep_sync_log, after.store.keep_sync_log);
    changes.hidden("control.token", before.control.token.reveal() == after.control.token.reveal());
    changes.value("control.read", before.control.read, after.control.read);
    changes.value("log.level", before.log.level, after.log.level);
    changes.value("log.format", before.log.format, after.log.format);
}

std::vector<std::string> sentences(const SubscriberDifference& difference)
{
    using Kind = SubscriberDifference::Kind;
    if (difference.kind == Kind::added) return {fmt::format("subscriber {} added", difference.name)};
    if (difference.kind == Kind::removed)
        return {fmt::format("subscriber {} removed (its deliveries are kept)", difference.name)};
    std::vector<std::string> result;
    for (const auto& change : difference.changes)
        result.push_back(fmt::format("subscriber {}: {}", difference.name, change));
    return result;
}

}  // namespace

std::vector<std::string> Differences::texts() const
{
    auto result = restart;
    std::ranges::copy(polling, std::back_inserter(result));
    std::ranges::copy(upkeep, std::back_inserter(result));
    for (const auto& subscriber : subscribers)
        std::ranges::copy(sentences(subscriber), std::back_inserter(result));
    return result;
}

Differences differences(const Config& before, const Config& after)
{
    const auto collect = [&](auto compare) {
        Changes changes(before.files, after.files);
        compare(changes);
        return changes.take();
    };
    Differences found;
    found.restart = collect([&](Changes& changes) { compare_bound(changes, before, after); });
    found.polling = collect([&](Changes& changes) {
        compare_source(changes, before.openboxes, after.openboxes);
        compare_polling(changes, before.polling, after.polling);
        compare_detection(changes, before.detection, after.detection);
    });
    found.upkeep = collect([&](Changes& changes) { compare_upkeep(changes, before, after); });
    found.subscribers = subscriber_differences(before, after);
    return found;
}

}  // namespace webhookd::config
