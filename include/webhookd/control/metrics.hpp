#pragma once
// The metrics of the daemon (docs/metrics.md). What happens is counted here when it happens; what is so
// (states, backlogs, ages) is read when somebody asks, so that nothing goes stale and nothing needs to be
// kept in step. Values of labels are bounded: kinds, outcomes and states come from fixed sets, and only the
// first subscribers have series of their own.

#include <memory>
#include <string>

#include "webhookd/control/figures.hpp"
#include "webhookd/core/rulebook.hpp"
#include "webhookd/store/commit.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::control {

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
