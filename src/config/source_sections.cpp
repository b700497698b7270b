// `openboxes:`, `polling:` and `detection:`: what is read from OpenBoxes, how often, and what a change means.

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <string_view>

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

constexpr std::size_t kibibyte = 1024;
constexpr std::size_t mebibyte = 1024 * kibibyte;
constexpr core::Duration shortest_interval = 10ms;
constexpr core::Duration longest_interval = std::chrono::days(30);

/// A list of texts, each once; as a set.
struct SetOf
{
    Text item;
    std::string_view what;

    std::optional<std::set<std::string>> operator()(const Value& value) const
    {
        const auto texts = ListOf{item, what, 1, 1000}(value);
        if (!texts) return std::nullopt;
        std::set<std::string> result(texts->begin(), texts->end());
        if (result.size() < texts->size()) return value.fail("holds the same entry twice");
        return result;
    }
};

/// `all` is the empty list.
std::optional<std::vector<std::string>> facility_list(const Value& value)
{
    if (value.is_scalar() && value.node().text == "all") return std::vector<std::string>{};
    if (!value.is_list()) return value.expected("all or a list of location ids");
    const auto ids = SetOf{{"a location id"}, "a list of location ids"}(value);
    if (!ids) return std::nullopt;
    std::vector<std::string> in_order;
    for (const auto& item : value.items())
        in_order.push_back(item.node().text);
    return in_order;
}

enum class Receipt
{
    partial,
    complete
};

std::optional<std::set<Receipt>> receipt_kinds(const Value& value)
{
    const Word<Receipt> word{{"partial", Receipt::partial}, {"complete", Receipt::complete}};
    const auto words = ListOf{word, "[complete] or [partial, complete]", 1, 2}(value);
    if (!words) return std::nullopt;
    return std::set<Receipt>(words->begin(), words->end());
}

std::optional<std::set<std::string>> approved_statuses(const Value& value)
{
    constexpr std::array<std::string_view, 3> not_approved{"PENDING", "REJECTED", "CANCELED"};
    auto statuses = SetOf{{"a status"}, "a list of purchase order statuses"}(value);
    if (!statuses) return std::nullopt;
    for (const auto& status : *statuses) {
        if (std::ranges::find(not_approved, status) != not_approved.end())
            value.warn(fmt::format("{} does not mean approved in OpenBoxes", status));
        else if (!core::default_approved_statuses().contains(status))
            value.warn(fmt::format("OpenBoxes knows no status {}", in_quotes(status)));
    }
    return statuses;
}

void read_login(Section& section, OpenBoxes& openboxes)
{
    Credentials credentials;
    ApiKey key;
    const bool username = section.read("username", credentials.username, Text{"a user name"});
    const bool password = section.read("password", credentials.password, secret);
    const bool api_key_given = section.read("api_key", key, api_key);
    if (api_key_given && (username || password)) {
        section.value().fail("expected either username and password, or api_key; found both");
    } else if (api_key_given) {
        openboxes.login = std::move(key);
    } else if (!username && !password) {
        section.missing("username", "a user name with a password, or an api_key instead of both");
    } else {
        if (!username) section.missing("username", "the user name that belongs to the password");
        if (!password) section.missing("password", "a text, {file: PATH}, {env: NAME} or {credential: NAME}");
        openboxes.login = std::move(credentials);
    }
}

}  // namespace

void read_openboxes(Section& section, OpenBoxes& openboxes)
{
    section.require("url", openboxes.url, source_url,
                    "the base URL of OpenBoxes, such as https://yourorg.openboxes.cloud/openboxes");
    read_login(section, openboxes);
    section.read("facilities", openboxes.facilities, facility_list);
    section.read("requests_per_minute", openboxes.requests_per_minute, Whole{1, 10'000});
    section.read("request_timeout", openboxes.request_timeout, DurationIn{1ms, 1h});
    section.read("page_size", openboxes.page_size, Whole{1, 1000});
    section.read("max_answer_size", openboxes.max_answer_bytes, SizeIn{kibibyte, 1024 * mebibyte});
    section.read("ca_file", openboxes.ca_file, readable_file);
    section.read("proxy", openboxes.proxy, proxy);
}

void read_polling(Section& section, core::Polling& polling)
{
    const IntervalIn interval{shortest_interval, longest_interval};
    section.read("products", polling.products, interval);
    section.read("stock_movements", polling.stock_movements, interval);
    section.read("purchase_orders", polling.purchase_orders, interval);
    section.read("inventory", polling.inventory, interval);
    section.read("feeds", polling.feeds, Word<bool>{{"auto", true}, {"off", false}});
    section.read("reconcile", polling.reconcile, DurationIn{shortest_interval, longest_interval});

    const auto off = core::Duration::zero();
    if (polling.products == off && polling.stock_movements == off && polling.purchase_orders == off &&
        polling.inventory == off)
        section.value().warn("every stream is off: nothing will be polled");
}

void read_detection(Section& section, Detection& detection)
{
    section.read("first_run", detection.first_run,
                 Word<FirstRun>{{"baseline", FirstRun::baseline}, {"emit", FirstRun::emit}});
    std::set<Receipt> receipts;
    if (section.read("received_on", receipts, receipt_kinds) && !receipts.empty()) {
        detection.rules.received_on_partial = receipts.contains(Receipt::partial);
        detection.rules.received_on_complete = receipts.contains(Receipt::complete);
    }
    section.read("purchase_order_approved_statuses", detection.rules.approved_statuses, approved_statuses);
    section.read("adjustment_transaction_types", detection.adjustment_transaction_types,
                 SetOf{{"the id of a transaction type"}, "a list of transaction type ids"});
    section.read("storm_limit", detection.storm_limit, Whole{1, 10'000'000});
    section.read("identifier_wait", detection.identifier_wait, DurationIn{0ms, 1h});
}

}  // namespace webhookd::config
