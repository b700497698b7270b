#pragma once
// Rows of the state file as values. Times are UTC milliseconds; `seq` orders events as they were committed.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "webhookd/core/entity.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/rulebook.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::sqlite {

class Database;

}  // namespace webhookd::sqlite

namespace webhookd::store {

using core::Timestamp;

/// A row of `source`. Ids, names and codes of two of them mean different things.
struct SourceId
{
    std::int64_t value = 0;
};

/// An OpenBoxes that is polled.
struct Source
{
    SourceId id;
    std::string url;
    std::string epoch;  ///< random, made with the row (architecture.md 3, "state epoch")
};

/// A poll that found more events than `detection.storm_limit`: nothing of it is stored until somebody
/// decides.
struct StormHold
{
    enum class Decision
    {
        none,
        release,  ///< the next poll that is over the limit emits all the same
        drop      ///< the next poll that is over the limit remembers what it saw and emits nothing
    };

    Timestamp since;
    std::string reach;        ///< of the poll; another reach sees other rows, and says nothing about these
    std::int64_t events = 0;  ///< that the last held poll would have emitted
    Decision decision = Decision::none;

    bool operator==(const StormHold&) const = default;
};
std::string_view to_string(StormHold::Decision decision);
std::optional<StormHold::Decision> find_storm_decision(std::string_view name);

/// One polled list and how far it is.
struct StreamRecord
{
    std::string name;  ///< `products`, `stock-movements/outbound/1`
    /// What the snapshot was read with; another scope means another baseline (F-12, F-24, F-27). Empty: the
    /// next scan is one, by command.
    std::string scope;
    std::int64_t scan_no = 0;               ///< fence: a commit names the value it started from (F-26)
    std::optional<Timestamp> baselined_at;  ///< null: the next complete scan is the baseline
    /// When the baseline began: an entity made before, and never seen, was missed by it (F-22). Null: nobody
    /// can tell any more.
    std::optional<Timestamp> created_mark_at;
    /// The newest creation among the baseline's rows, by the source's clock: of that second it may have seen
    /// a part only.
    std::optional<Timestamp> newest_created_at{};
    std::optional<Timestamp> last_success_at;
    std::optional<Timestamp> last_full_at;  ///< last certified full scan
    core::Watching watching{};              ///< what was compared in it, beside what always is
    std::optional<Timestamp> last_attempt_at;
    std::optional<Timestamp> next_poll_at;  ///< when the daemon means to poll it next; for `status`
    std::string last_error;                 ///< empty after a success
    int failures = 0;                       ///< consecutive
    std::optional<StormHold> hold;          ///< null: no poll is held
};

enum class PollOutcome
{
    ok,
    uncertified,
    failed,
    held
};
std::string_view to_string(PollOutcome outcome);
std::optional<PollOutcome> find_poll_outcome(std::string_view name);

/// An event as a poll reports it.
struct EmittedEvent
{
    std::string type;
    std::string entity{};                    ///< `<kind>:<id>`
    std::optional<Timestamp> happened_at{};  ///< null: OpenBoxes does not say
};

/// One row of the sync log.
struct PollRecord
{
    std::int64_t id = 0;
    std::string stream;
    std::string reach;  ///< `baseline`, `full`, `open`, `newest`, `entered`, `received`
    Timestamp began_at;
    Timestamp ended_at;
    PollOutcome outcome = PollOutcome::ok;
    int requests = 0;
    std::int64_t rows = 0;
    std::int64_t changes = 0;
    std::int64_t events = 0;
    std::string error;
    // Reported, not stored:
    std::vector<std::string> alarms;  ///< oddities that are no failure (F-13, F-33)
    std::vector<EmittedEvent> emitted;
};

/// One row of the audit: something that was commanded.
struct ActionRecord
{
    std::int64_t id = 0;
    std::string name;       ///< in the words of the command line: `subscribers pause`
    std::string caller;     ///< `uid 0` at the control socket, `192.0.2.1 with the token`
    std::string arguments;  ///< a JSON object
    Timestamp began_at;
    std::optional<Timestamp> ended_at{};  ///< null: under way, or cut off by the end of the daemon
    std::optional<int> status{};          ///< of the answer, as of HTTP; null as long as ended_at is
    std::string error{};

    friend bool operator==(const ActionRecord&, const ActionRecord&) = default;
};

struct EventRecord
{
    std::int64_t seq = 0;
    core::Event event;
    std::string stream;
    Timestamp created_at;
};

/// `pending` is due at next_attempt_at; `waiting` waits for an earlier delivery of the same entity (P4);
/// `dead` can be replayed. "Being sent" is never on disk: a crash needs no rescuer.
enum class DeliveryState
{
    pending,
    waiting,
    delivered,
    dead
};
std::string_view to_string(DeliveryState state);
std::optional<DeliveryState> find_delivery_state(std::string_view name);

struct DeliveryRecord
{
    std::int64_t id = 0;
    std::int64_t event_seq = 0;
    std::string event_id;
    std::string type;
    std::string entity;
    std::int64_t subscriber_id = 0;
    std::string subscriber;
    DeliveryState state = DeliveryState::pending;
    int attempts = 0;      ///< that counted against the retry schedule since it was last queued
    Timestamp created_at;  ///< of the event
    std::optional<Timestamp> next_attempt_at;  ///< pending only
    std::optional<Timestamp> finished_at;      ///< delivered or dead
    std::string last_error;
};

/// What became of a delivery's attempts so far, those before a replay included.
enum class AttemptsSoFar
{
    none,
    failed,
    accepted
};

/// A delivery that may be sent now, with everything its POST needs.
struct DueDelivery
{
    std::int64_t id = 0;
    std::int64_t event_seq = 0;
    std::string event_id;
    std::string type;
    std::string entity;
    std::string body;
    std::optional<std::int64_t> chain;  ///< its number; null when the subscriber wants no order
    int attempts = 0;                   ///< that count against the retry schedule
    Timestamp created_at;               ///< of the event
    AttemptsSoFar so_far = AttemptsSoFar::none;
};

/// A delivery that is being sent, or is sent and not yet recorded.
struct InFlight
{
    std::int64_t id = 0;
    std::optional<std::int64_t> chain;  ///< as in DueDelivery
};

/// A pending delivery that may be probed with.
struct ProbeCandidate
{
    std::int64_t id = 0;
    Timestamp due_at;
    std::string type;
};

/// One POST of a delivery.
struct AttemptRecord
{
    std::int64_t id = 0;  ///< 1, 2, 3, … within the delivery; given by the store
    std::int64_t delivery_id = 0;
    int number = 1;  ///< as sent; counts from 1 again after a requeue
    Timestamp started_at;
    core::Duration duration{0};
    std::string outcome;        ///< `delivered`, `status`, or an error class: `timeout`, `connect`, `tls`, …
    std::optional<int> status;  ///< of the answer
    std::string detail;         ///< for people
    std::string answer;         ///< first 2 KiB of the answer's body, bytes as received
    bool probe = false;         ///< sent through an open circuit: did not count against the retry schedule
};

enum class LaneState
{
    healthy,
    failing,
    held
};
std::string_view to_string(LaneState state);
std::optional<LaneState> find_lane_state(std::string_view name);

struct SubscriberRecord
{
    std::int64_t id = 0;
    std::string name;
    LaneState state = LaneState::healthy;
    std::string reason;                      ///< why held or failing
    std::optional<Timestamp> state_since;    ///< null: from the beginning
    std::optional<Timestamp> failing_since;  ///< first failure of the row that lasts
    std::optional<Timestamp> last_failure_at{};
    std::optional<Timestamp> last_success_at;
    bool configured = true;  ///< false: no longer in the configuration; its deliveries are kept
};

}  // namespace webhookd::store
