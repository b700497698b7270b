#pragma once
// The configuration as a value (config/openboxes-webhooks.yaml): everything read, checked and defaulted;
// secrets resolved. Nobody behind load() ever sees YAML.

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "webhookd/core/matching.hpp"
#include "webhookd/core/rulebook.hpp"
#include "webhookd/core/secret.hpp"
#include "webhookd/core/settings.hpp"
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

struct OpenBoxes
{
    core::ApiSettings api;
    File ca_file;  ///< none = the system's
    core::Proxy proxy;
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

struct Control
{
    std::string socket = "/run/openboxes-webhooks/control.sock";  ///< absolute
    std::string listen = "127.0.0.1:9464";  ///< ADDRESS:PORT, IPv6 in brackets; empty = off
    core::SecretText token;
    bool reading_takes_token = false;  ///< on a loopback address; on another one it always does
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

/// What `delivery:` sets for all and each subscriber may override.
struct DeliverySettings
{
    core::QueueSettings queue;
    core::Duration timeout{20'000};
    Ordering ordering = Ordering::entity;
    core::Duration max_connection_age{300'000};
    File ca_file;  ///< none = the system's
    core::Proxy proxy;
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
    core::BodySettings body;
    DeliverySettings delivery;
    File client_certificate;
    File client_key;
};

struct Config
{
    OpenBoxes openboxes;
    core::RuleSettings rules;             ///< of `detection:`; what they come to is poller.source.rulebook
    std::vector<core::EventType> events;  ///< that are asked for, beside those that are built in
    core::PollerSettings poller;  ///< `polling:`, `detection:`, and what `openboxes:` says of what is read
    Store store;
    Control control;
    Log log;
    DeliverySettings delivery;  ///< what every subscriber begins with
    std::vector<Subscriber> subscribers;
};

}  // namespace webhookd::config
