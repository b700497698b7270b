// The table itself, a section after the other, and before it what is read and checked in one place alone.

#include "config/keys.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "config/codecs.hpp"
#include "config/text.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::config {

using namespace std::chrono_literals;

namespace {

constexpr auto day = std::chrono::hours(24);
constexpr std::size_t kibibyte = 1024;
constexpr std::size_t gibibyte = kibibyte * kibibyte * kibibyte;
constexpr core::Duration shortest_interval = 10ms;
constexpr core::Duration longest_interval = 30 * day;

struct Facilities
{
    /// `all` is the empty list.
    std::optional<std::vector<std::string>> operator()(const Value& value) const
    {
        if (value.is_scalar() && value.node().text == "all") return std::vector<std::string>{};
        if (!value.is_list()) return value.expected("all or a list of location ids");
        if (!SetOf{{"a location id"}, "a list of location ids"}(value)) return std::nullopt;
        std::vector<std::string> in_order;
        for (const auto& item : value.items())
            in_order.push_back(item.node().text);
        return in_order;
    }

    static std::string print(const std::vector<std::string>& ids)
    {
        return ids.empty() ? "all" : config::print(ids);
    }
};

struct ReceiptKinds
{
    std::optional<core::Receipts> operator()(const Value& value) const
    {
        const Word<bool> is_complete{{"partial", false}, {"complete", true}};
        const auto words = ListOf{is_complete, "[complete] or [partial, complete]", 1, 2}(value);
        if (!words) return std::nullopt;
        const std::set<bool> kinds(words->begin(), words->end());
        return core::Receipts{.partial = kinds.contains(false), .complete = kinds.contains(true)};
    }

    static std::string print(const core::Receipts& receipts)
    {
        std::vector<std::string> words;
        if (receipts.partial) words.emplace_back("partial");
        if (receipts.complete) words.emplace_back("complete");
        return config::print(words);
    }
};

std::optional<std::set<std::string>> approved_statuses(const Value& value)
{
    constexpr std::array<std::string_view, 3> not_approved{"PENDING", "REJECTED", "CANCELED"};
    auto statuses = SetOf{{"a status"}, "a list of purchase order statuses"}(value);
    if (!statuses) return std::nullopt;
    for (const auto& status : *statuses) {
        if (std::ranges::find(not_approved, status) != not_approved.end())
            value.warn(fmt::format("{} does not mean approved in OpenBoxes", status));
        else if (!core::RuleSettings::default_approved_statuses().contains(status))
            value.warn(fmt::format("OpenBoxes knows no status {}", in_quotes(status)));
    }
    return statuses;
}

bool is_one_word(const std::string& text)
{
    return harmless_part(text, " \t\r\n").size() == text.size();
}

std::optional<std::string> event_pattern(const Value& value)
{
    if (!value.is_scalar()) return value.expected_kind("an event type");
    if (!is_one_word(value.node().text)) return value.expected("an event type");
    return value.node().text;
}

void read_login(Section& section, Config& config)
{
    auto& login = config.openboxes.api.login;
    core::PasswordLogin credentials;
    core::ApiKeyLogin key;
    const bool username = section.read("username", credentials.username, Text{"a user name"});
    const bool password = section.read("password", credentials.password, secret);
    const bool api_key_given = section.read("api_key", key, api_key);
    if (api_key_given && (username || password)) {
        section.value().fail("expected either username and password, or api_key; found both");
    } else if (api_key_given) {
        login = std::move(key);
    } else if (!username && !password) {
        section.missing("username", "a user name with a password, or an api_key instead of both");
    } else {
        if (!username) section.missing("username", "the user name that belongs to the password");
        if (!password) section.missing("password", "a text, {file: PATH}, {env: NAME} or {credential: NAME}");
        login = std::move(credentials);
    }
}

void compare_logins(std::vector<Change>& changes, const std::string& path, const Config& before,
                    const Config& after)
{
    for (auto& words : changes_of(path, before.openboxes.api.login, after.openboxes.api.login))
        changes.push_back({Concern::polling, std::move(words)});
}

void check_polling(Section& section, const core::Polling& polling)
{
    const auto off = core::Duration::zero();
    if (polling.products == off && polling.stock_movements == off && polling.purchase_orders == off &&
        polling.inventory == off)
        section.value().warn("every stream is off: nothing will be polled");
}

void check_control(Section& section, const Control& control)
{
    const bool reachable = is_reachable_from_outside(control.listen);
    const bool has_token = section.find("token").has_value();
    const auto read = section.find("read");
    if (!has_token && reachable)
        section.missing("token",
                        "a secret, because other machines can reach control.listen: they must show it even "
                        "to read");
    if (read && control.reading_takes_token && !has_token)
        read->fail("reading can take the token only when there is one: set control.token");
    if (read && read->node().text == "open" && reachable)
        read->fail("other machines can reach control.listen: there reading takes the token");
}

std::optional<std::string> jq_program(const Value& value)
{
    constexpr std::size_t longest = 16 * kibibyte;
    if (!value.is_scalar()) return value.expected_kind("a jq program, such as '{text: .type}'");
    const auto& text = value.node().text;
    if (text.empty() || text.size() > longest || text.contains('\0'))
        return value.fail(fmt::format("expected a jq program of 1 to {} bytes", longest));
    if (const auto error = value.report().program_error(text); !error.empty())
        return value.fail(fmt::format("the program cannot be used: {}", error));
    return text;
}

void check_body(Section& section, const Subscriber& subscriber)
{
    const auto body = section.find("body");
    const auto type = section.find("content_type");
    if (body && section.find("format")) body->fail("expected either format or body; found both");
    if (type && subscriber.body.jq.empty())
        type->fail("only a body of one's own has a content type of one's own: body: {jq: …}");
}

void check_subscriber(Section& section, const Subscriber& subscriber)
{
    check_body(section, subscriber);
    const auto url = core::Url::parse(subscriber.url);
    if (url && !url->tls && !subscriber.delivery.allow_http)
        section.find("url")->fail("the URL must begin with https://; plain http needs allow_http: true");
    const bool certificate = section.find("client_certificate").has_value();
    const bool key = section.find("client_key").has_value();
    if (certificate && !key) section.missing("client_key", "the file of the key of client_certificate");
    if (key && !certificate)
        section.missing("client_certificate", "the file of the certificate of client_key");
}

Keys<Config> openboxes_keys()
{
    using core::ApiSettings;
    using core::SourceSettings;
    constexpr auto polling = Concern::polling;
    const auto api = [](auto member) { return within(&Config::openboxes, &OpenBoxes::api, member); };
    const auto source = [](auto member) {
        return within(&Config::poller, &core::PollerSettings::source, member);
    };
    return {{
        {"url", Concern::restart, api(&ApiSettings::url), source_url,
         "the base URL of OpenBoxes, such as https://yourorg.openboxes.cloud/openboxes"},
        {read_login, compare_logins},
        {"facilities", polling, source(&SourceSettings::facilities), Facilities{}},
        {"requests_per_minute", polling, api(&ApiSettings::requests_per_minute), Whole{1, 10'000}},
        {"request_timeout", polling, api(&ApiSettings::request_timeout), DurationIn{1ms, 1h}},
        {"page_size", polling, source(&SourceSettings::page_size), Whole{1, 1000}},
        {"max_answer_size", polling, api(&ApiSettings::max_answer_bytes), SizeIn{kibibyte, gibibyte}},
        {"ca_file", polling, within(&Config::openboxes, &OpenBoxes::ca_file), readable_file},
        {"proxy", polling, within(&Config::openboxes, &OpenBoxes::proxy), proxy},
    }};
}

Keys<core::Polling> polling_keys()
{
    using core::Polling;
    constexpr auto polling = Concern::polling;
    constexpr IntervalIn interval{shortest_interval, longest_interval};
    return {{
                {"products", polling, &Polling::products, interval},
                {"stock_movements", polling, &Polling::stock_movements, interval},
                {"purchase_orders", polling, &Polling::purchase_orders, interval},
                {"inventory", polling, &Polling::inventory, interval},
                {"feeds", polling, &Polling::feeds, Word<bool>{{"auto", true}, {"off", false}}},
                {"reconcile", polling, &Polling::reconcile, DurationIn{shortest_interval, longest_interval}},
            },
            check_polling};
}

Keys<Config> detection_keys()
{
    using core::PollerSettings;
    using core::RuleSettings;
    using core::SourceSettings;
    constexpr auto polling = Concern::polling;
    const auto poller = [](auto member) { return within(&Config::poller, member); };
    const auto rule = [](auto member) { return within(&Config::rules, member); };
    return {{
        {"first_run", polling, poller(&PollerSettings::emit_on_first_run),
         Word<bool>{{"baseline", false}, {"emit", true}}},
        {"received_on", polling, rule(&RuleSettings::received_on), ReceiptKinds{}},
        {"purchase_order_approved_statuses", polling, rule(&RuleSettings::approved_statuses),
         approved_statuses},
        {"adjustment_transaction_types", polling,
         within(&Config::poller, &PollerSettings::source, &SourceSettings::adjustment_transaction_types),
         SetOf{{"the id of a transaction type"}, "a list of transaction type ids"}},
        {"storm_limit", polling, poller(&PollerSettings::storm_limit), Whole{1, 10'000'000}},
        {"identifier_wait", polling, poller(&PollerSettings::identifier_wait), DurationIn{0ms, 1h}},
    }};
}

Keys<Retention> retention_keys()
{
    constexpr DurationIn age{1s, 3650 * day};
    return {{
        {"events", Concern::upkeep, &Retention::events, age},
        {"attempts", Concern::upkeep, &Retention::attempts, age},
        {"sync_log", Concern::upkeep, &Retention::sync_log, age},
    }};
}

Keys<Store> store_keys()
{
    return {{
        {"path", Concern::restart, &Store::path, file_name},
        {"retention", &Store::retention, retention_keys()},
    }};
}

Keys<Control> control_keys()
{
    return {{
                {"socket", Concern::restart, &Control::socket, socket_name},
                {"listen", Concern::restart, &Control::listen, listen_address},
                {"token", Concern::upkeep, &Control::token, token},
                {"read", Concern::upkeep, &Control::reading_takes_token,
                 Word<bool>{{"open", false}, {"token", true}}},
            },
            check_control};
}

Keys<Log> log_keys()
{
    return {{
        {"level", Concern::upkeep, &Log::level,
         Word<LogLevel>{{"error", LogLevel::error},
                        {"warn", LogLevel::warn},
                        {"info", LogLevel::info},
                        {"debug", LogLevel::debug}}},
        {"format", Concern::upkeep, &Log::format,
         Word<LogFormat>{{"text", LogFormat::text}, {"json", LogFormat::json}}},
    }};
}

Keys<DeliverySettings> delivery_keys()
{
    using S = DeliverySettings;
    using core::QueueSettings;
    using core::RetrySchedule;
    constexpr auto lane = Concern::subscriber;
    const auto queue = [](auto member) { return within(&S::queue, member); };
    const auto retry = [](auto member) { return within(&S::queue, &QueueSettings::retry, member); };
    constexpr std::size_t most_retries = 100;
    return {{
        {"timeout", lane, &S::timeout, DurationIn{1ms, 10min}},
        {"retry", lane, retry(&RetrySchedule::delays),
         ListOf{DurationIn{0ms, 30 * day}, "a list of durations", 0, most_retries}},
        {"jitter", lane, retry(&RetrySchedule::jitter), percentage},
        {"max_in_flight", lane, queue(&QueueSettings::max_in_flight), Whole{1, 1000}},
        {"ordering", lane, &S::ordering,
         Word<Ordering>{
             {"entity", Ordering::entity}, {"none", Ordering::none}, {"strict", Ordering::strict}}},
        {"probe_interval_max", lane, queue(&QueueSettings::probe_interval_max), DurationIn{10ms, 1 * day}},
        {"hold_after", lane, queue(&QueueSettings::hold_after), DurationIn{1s, 365 * day}},
        {"rate_limit", lane, queue(&QueueSettings::rate_limit), rate},
        {"max_connection_age", lane, &S::max_connection_age, DurationIn{1s, 1 * day}},
        {"ca_file", lane, &S::ca_file, readable_file},
        {"proxy", lane, &S::proxy, proxy},
        {"allow_http", lane, &S::allow_http, boolean},
        {"allow_private_addresses", lane, &S::allow_private_addresses, boolean},
    }};
}

Word<core::BodyFormat> body_formats()
{
    using enum core::BodyFormat;
    return {{"standard", standard},
            {"cloudevents", cloudevents},
            {"cloudevents-binary", cloudevents_binary},
            {"slack", slack},
            {"teams", teams},
            {"discord", discord},
            {"google-chat", google_chat}};
}

Keys<core::BodySettings> body_keys()
{
    return {{{"jq", Concern::subscriber, &core::BodySettings::jq, jq_program, "a jq program"}}};
}

}  // namespace

const Keys<Subscriber>& subscriber_keys()
{
    using S = Subscriber;
    using core::BodySettings;
    using core::Matcher;
    constexpr auto lane = Concern::subscriber;
    constexpr std::size_t most_patterns = 100;
    static const Keys<S> keys{
        {
            {"name", lane, &S::name, name, "a name of lower-case letters, digits and hyphens"},
            {"url", lane, &S::url, EndpointUrl{}, "the https URL that webhooks are sent to"},
            {"secret", lane, &S::keys, signing_keys,
             "a signing secret (openboxes-webhookd secret generate), or a list of them, newest first"},
            {"events", lane, within(&S::matcher, &Matcher::events),
             ListOf{event_pattern, "a list of event types", 1, most_patterns},
             "a list of event types, such as [stockMovement.*, product.created]"},
            {"where", lane, within(&S::matcher, &Matcher::where), where},
            {"headers", lane, &S::headers, headers},
            {"enabled", lane, &S::enabled, boolean},
            {"format", lane, within(&S::body, &BodySettings::format), body_formats()},
            {"body", &S::body, body_keys()},
            {"content_type", lane, within(&S::body, &BodySettings::content_type), media_type},
            {&S::delivery, delivery_keys()},
            {"client_certificate", lane, &S::client_certificate, readable_file},
            {"client_key", lane, &S::client_key, private_file},
        },
        check_subscriber};
    return keys;
}

void refuse_unknown_events(Section& subscriber, const core::Rulebook& rulebook)
{
    const auto patterns = subscriber.find("events");
    if (!patterns || !patterns->is_list()) return;
    for (const auto& pattern : patterns->items()) {
        if (!pattern.is_scalar() || !is_one_word(pattern.node().text)) continue;
        if (const auto error = core::pattern_error(pattern.node().text, rulebook.events()))
            pattern.fail(*error);
    }
}

const Keys<Config>& config_keys()
{
    static const Keys<Config> keys{{
        {"openboxes", std::identity{}, openboxes_keys(), "a mapping with url, username and password"},
        {"polling", within(&Config::poller, &core::PollerSettings::polling), polling_keys()},
        {"detection", std::identity{}, detection_keys()},
        {"events", Concern::polling, &Config::events, EventTypes{}},
        {"store", &Config::store, store_keys()},
        {"control", &Config::control, control_keys()},
        {"log", &Config::log, log_keys()},
        {"delivery", &Config::delivery, delivery_keys()},
    }};
    return keys;
}

}  // namespace webhookd::config
