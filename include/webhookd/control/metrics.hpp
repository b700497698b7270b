#pragma once
// The metrics of the daemon (docs/metrics.md). What happens is counted here when it happens; what is so
// (states, backlogs, ages) is read when somebody asks, so that nothing goes stale and nothing needs to be
// kept in step. Values of labels are bounded: kinds, outcomes and states come from fixed sets, and only the
// first subscribers have series of their own.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "webhookd/core/rulebook.hpp"
#include "webhookd/core/time.hpp"
#include "webhookd/store/delivery_table.hpp"
#include "webhookd/store/records.hpp"
#include "webhookd/store/settings.hpp"

namespace webhookd::control {

/// A stream that is polled.
struct StreamFigures
{
    std::string name;
    core::Duration interval{0};
    std::optional<core::Timestamp> last_success_at;
    int failures = 0;   ///< in a row
    bool late = false;  ///< waits much longer than promised
};

struct SubscriberFigures
{
    std::string name;
    std::string state;  ///< one of subscriber_states
    std::size_t in_flight = 0;
    store::Backlog backlog;
};

/// `disabled` is `enabled: false`, the others are those of the lane.
inline constexpr const char* subscriber_states[] = {"healthy", "failing", "held", "disabled"};

struct SourceFigures
{
    bool reachable = true;
    std::uint64_t requests = 0;  ///< since the start, as the next one
    std::uint64_t logins = 0;
    std::size_t requests_last_minute = 0;
    std::size_t requests_per_minute = 0;  ///< the budget
};

struct StoreFigures
{
    bool degraded = false;
    std::uint64_t file_bytes = 0;
    std::uint64_t wal_bytes = 0;
};

/// What is so at this moment: put together by `app` when somebody asks.
struct Figures
{
    core::Timestamp now;
    SourceFigures source;
    StoreFigures store;
    std::vector<StreamFigures> streams;
    std::vector<SubscriberFigures> subscribers;
};

/// All on the io_context thread, but for count_commit().
class Metrics
{
  public:
    /// The counters of the events about OpenBoxes are shown from the beginning.
    Metrics(const std::string& version, const core::Rulebook& rulebook);
    ~Metrics();

    /// From now on this subscriber's counters are shown, at zero: a rate needs to see them begin.
    void expect_subscriber(const std::string& name);

    /// The poll and the events that it emitted.
    void count_poll(const store::PollRecord& poll);
    void count_alarm();
    void count_wrong_token();
    /// `delivery` as it was before the attempt.
    void count_attempt(const std::string& subscriber, const store::DueDelivery& delivery,
                       const store::AttemptRecord& attempt);
    void count_dead_letter(const std::string& subscriber);
    /// On any thread.
    void count_commit(const store::Commit& commit);

    /// Everything in Prometheus' text format.
    std::string text(const Figures& figures);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace webhookd::control
