#pragma once
// What the configuration says to the modules, in the structs that they take: module config fills them, so
// that a value has one member and one default between the file and whoever acts on it. The parts that core
// itself acts on stand with what acts (polling.hpp, retry.hpp, rulebook.hpp).

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "webhookd/core/polling.hpp"
#include "webhookd/core/retry.hpp"
#include "webhookd/core/rulebook.hpp"
#include "webhookd/core/secret.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::core {

struct PasswordLogin
{
    std::string username;
    SecretText password;
};

struct ApiKeyLogin
{
    std::string header;
    SecretText value;
};

using Login = std::variant<PasswordLogin, ApiKeyLogin>;

/// How an OpenBoxes server is asked.
struct ApiSettings
{
    std::string url;  ///< base URL without a trailing slash; also the `source` of events and the identity of
                      ///< the state file
    Login login;
    std::size_t requests_per_minute = 50;
    Duration request_timeout{30'000};
    std::size_t max_answer_bytes = std::size_t{32} * 1024 * 1024;
};

/// What is read of it, and what a change means.
struct SourceSettings
{
    std::vector<std::string> facilities;  ///< location ids; empty: every active depot
    std::size_t page_size = 100;
    std::shared_ptr<const Rulebook> rulebook = Rulebook::built_in();
    std::set<std::string> adjustment_transaction_types{"3", "10"};
};

/// When it is read, and which of the events wait.
struct PollerSettings
{
    SourceSettings source;
    Polling polling;
    bool emit_on_first_run = false;
    std::size_t storm_limit = 10'000;
    /// How long an event waits for the identifier that a job of OpenBoxes gives a new entity.
    Duration identifier_wait{30'000};
};

/// An HTTP proxy that knows CONNECT.
struct Proxy
{
    std::string url;       ///< `http://host:port`; empty: none
    std::string username;  ///< empty: it does not ask who we are
    SecretText password;
};

struct RateLimit
{
    std::size_t count = 0;  ///< at most so many; 0: no limit
    Duration per{1000};

    friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

enum class BodyFormat
{
    standard,            ///< the event, as Standard Webhooks has it
    cloudevents,         ///< CloudEvents 1.0, structured mode
    cloudevents_binary,  ///< CloudEvents 1.0, binary mode: attributes are headers, the body is `data`
    slack,
    teams,
    discord,
    google_chat,
};

/// What a subscriber is sent of an event.
struct BodySettings
{
    BodyFormat format = BodyFormat::standard;
    std::string jq;                                 ///< a program that makes the body instead; empty: none
    std::string content_type = "application/json";  ///< of what the program makes
};

/// How the queue of a subscriber is worked off.
struct QueueSettings
{
    RetrySchedule retry = standard_retry();
    std::size_t max_in_flight = 8;
    RateLimit rate_limit;  ///< of attempts
    Duration probe_interval_max{60'000};
    Duration hold_after{5LL * 86'400'000};
};

}  // namespace webhookd::core
