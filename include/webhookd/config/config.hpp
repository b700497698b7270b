#pragma once
// The configuration as a value (config/openboxes-webhooks.yaml): everything read, checked and defaulted;
// secrets resolved. Nobody behind load() ever sees YAML.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "webhookd/core/matching.hpp"
#include "webhookd/core/polling.hpp"
#include "webhookd/core/retry.hpp"
#include "webhookd/core/rulebook.hpp"
#include "webhookd/core/secret.hpp"
#include "webhookd/core/signature.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::config {

/// A file that is named in the configuration and read later.
struct File
{
    std::string path;          ///< absolute; empty = none
    std::size_t contents = 0;  ///< a hash, so that a reload sees a file replaced under the same name

    friend bool operator==(const File&, const File&) = default;
};

struct Credentials
{
    std::string username;
    core::SecretText password;
};

struct ApiKey
{
    std::string header;
    core::SecretText value;
};

/// An HTTP proxy that knows CONNECT.
struct Proxy
{
    std::string url;  ///< `http://host:port`; empty = none
    std::string username;
    core::SecretText password;
};

struct OpenBoxes
{
    using Login = std::variant<Credentials, ApiKey>;

    std::string url;  ///< base URL without a trailing slash; also the `source` of events and the identity of
                      ///< the state file
    Login login;
    std::vector<std::string> facilities;  ///< location ids; empty = `all`
    std::size_t requests_per_minute = 50;
    core::Duration request_timeout{30'000};
    std::size_t page_size = 100;
    std::size_t max_answer_bytes = std::size_t{32} * 1024 * 1024;
    File ca_file;  ///< none = the system's
    Proxy proxy;
};

enum class FirstRun
{
    baseline,
    emit
};

struct Detection
{
    FirstRun first_run = FirstRun::baseline;
    core::RuleSettings rules;
    std::set<std::string> adjustment_transaction_types{"3", "10"};
    std::size_t storm_limit = 10'000;
    core::Duration identifier_wait{30'000};
};

struct Retention
{
    core::Duration events{30LL * 86'400'000};
    core::Duration attempts{30LL * 86'400'000};
    core::Duration sync_log{90LL * 86'400'000};
};

struct Store
{
    std::string path = "/var/lib/openboxes-webhooks/state.db";  ///< absolute
    Retention retention;
};

/// What reading over HTTP takes on a loopback address; on another one it always takes the token.
enum class Reading
{
    open,
    token
};

struct Control
{
    std::string socket = "/run/openboxes-webhooks/control.sock";  ///< absolute
    std::string listen = "127.0.0.1:9464";  ///< ADDRESS:PORT, IPv6 in brackets; empty = off
    core::SecretText token;
    Reading read = Reading::open;
};

enum class LogLevel
{
    error,
    warn,
    info,
    debug
};
enum class LogFormat
{
    text,
    json
};

struct Log
{
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
};

enum class Ordering
{
    entity,
    none,
    strict
};

struct RateLimit
{
    std::size_t count = 0;
    core::Duration per{1000};

    friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

/// 5s 5m 30m 2h 5h 10h 14h 20h 24h: the example of Standard Webhooks, three days and four hours in all.
inline core::RetrySchedule default_retry()
{
    using namespace std::chrono_literals;
    return {.delays = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h}, .jitter = 0.2};
}

/// What `delivery:` sets for all and each subscriber may override.
struct DeliverySettings
{
    core::Duration timeout{20'000};
    core::RetrySchedule retry = default_retry();
    std::size_t max_in_flight = 8;
    Ordering ordering = Ordering::entity;
    core::Duration probe_interval_max{60'000};
    core::Duration hold_after{5LL * 86'400'000};
    std::optional<RateLimit> rate_limit;
    core::Duration max_connection_age{300'000};
    File ca_file;  ///< none = the system's
    Proxy proxy;
    bool allow_http = false;
    bool allow_private_addresses = false;
};

struct Subscriber
{
    std::string name;
    std::string url;
    std::vector<core::SigningKey> keys;  ///< newest first; all of them sign
    core::Matcher matcher;               ///< `events` and `where`
    std::vector<std::pair<std::string, std::string>> headers;
    bool enabled = true;
    DeliverySettings delivery;
    File client_certificate;
    File client_key;
};

struct Config
{
    OpenBoxes openboxes;
    core::Polling polling;
    Detection detection;
    std::shared_ptr<const core::Rulebook> rulebook = core::Rulebook::built_in();  ///< as `detection` wants it
    Store store;
    Control control;
    Log log;
    DeliverySettings delivery;  ///< what every subscriber begins with
    std::vector<Subscriber> subscribers;
};

}  // namespace webhookd::config
