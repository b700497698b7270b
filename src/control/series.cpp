// Every family with its help text and its buckets. Only so many subscribers have series of their own, all
// others share one.

#include "control/series.hpp"

#include <prometheus/detail/builder.h>

namespace webhookd::control {

namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;

constexpr std::size_t most_subscribers = 200;
constexpr auto shared_label = "(others)";  // no subscriber can have this name
constexpr std::string_view delivered = "delivered";

// From "at once" to the end of the default retry schedule.
const Buckets lag_buckets{0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200, 21600, 43200, 86400, 259200};
// From a page by a server nearby to the first scan of a large catalogue within a small budget.
const Buckets poll_buckets{0.05, 0.25, 1, 2.5, 5, 15, 60, 300, 1800, 7200};
const Buckets attempt_buckets{0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60};
const Buckets commit_buckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5};
const Buckets group_buckets{1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

/// Gathered into a few classes, so that no answer can make a series of its own.
std::string_view status_label(int status)
{
    if (status == 410) return "gone";
    if (status == 429) return "throttled";
    if (status >= 300 && status < 400) return "redirect";
    if (status >= 400 && status < 500) return "client_error";
    if (status >= 500 && status < 600) return "server_error";
    return "odd_status";
}

Series::Counters& counters(prometheus::Registry& registry, const char* name, const char* help)
{
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

Series::Histograms& histograms(prometheus::Registry& registry, const char* name, const char* help)
{
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

}  // namespace

std::string_view outcome_label(const store::AttemptRecord& attempt)
{
    if (attempt.outcome == "status") return status_label(attempt.status.value_or(0));
    return attempt.outcome;
}

Series::Series()
    : polls_by_outcome(counters(registry, "webhookd_polls_total", "Polls that ended.")),
      poll_durations(
          histograms(registry, "webhookd_poll_duration_seconds",
                     "From the beginning of a poll to its commit, waits for the budget included.")),
      events_by_type(counters(registry, "webhookd_events_total", "Events emitted about OpenBoxes.")),
      detections(histograms(registry, "webhookd_detection_lag_seconds",
                            "From a change in OpenBoxes to its event, where OpenBoxes says when it was.")),
      attempts_by_outcome(counters(registry, "webhookd_attempts_total", "Webhooks sent, or tried to.")),
      attempt_durations(histograms(registry, "webhookd_attempt_duration_seconds",
                                   "From the DNS look-up of an attempt to the end of the answer.")),
      first_attempts(histograms(registry, "webhookd_first_attempt_lag_seconds",
                                "From an event to the first attempt to deliver it.")),
      acceptances(histograms(registry, "webhookd_acceptance_lag_seconds",
                             "From an event to its acceptance by the subscriber, retries included.")),
      given_up(
          counters(registry, "webhookd_deliveries_given_up_total", "Deliveries that became dead letters.")),
      alarms(
          counters(
              registry, "webhookd_alarms_total",
              "Oddities in what OpenBoxes answers that are no failure: an unknown status, a row without id.")
              .Add({})),
      wrong_tokens(counters(registry, "webhookd_wrong_tokens_total",
                            "Requests to control.listen with a token that is not control.token.")
                       .Add({})),
      commit_duration(histograms(registry, "webhookd_commit_duration_seconds",
                                 "From the beginning of a group commit to the end of its fsync.")
                          .Add({}, commit_buckets)),
      commit_writes(histograms(registry, "webhookd_commit_writes", "Writes gathered into one group commit.")
                        .Add({}, group_buckets)),
      failed_commits(counters(registry, "webhookd_commits_failed_total",
                              "Group commits that the disk or the state file refused.")
                         .Add({}))
{
}

prometheus::Counter& Series::polls(std::string_view kind, std::string_view outcome)
{
    return polls_by_outcome.Add({{"kind", std::string(kind)}, {"outcome", std::string(outcome)}});
}

prometheus::Histogram& Series::poll_duration(std::string_view kind)
{
    return poll_durations.Add({{"kind", std::string(kind)}}, poll_buckets);
}

prometheus::Counter& Series::events(const std::string& type)
{
    return events_by_type.Add({{"type", type}});
}

prometheus::Histogram& Series::detection(const std::string& type)
{
    return detections.Add({{"type", type}}, lag_buckets);
}

prometheus::Counter& Series::attempts(const SubscriberSeries& subscriber, std::string_view outcome)
{
    if (outcome == delivered) return subscriber.delivered;
    return attempts_by_outcome.Add({{"subscriber", subscriber.label}, {"outcome", std::string(outcome)}});
}

SubscriberSeries& Series::of_subscriber(const std::string& name)
{
    const auto found = subscribers.find(name);
    if (found != subscribers.end()) return found->second;
    if (subscribers.size() >= most_subscribers && name != shared_label) return of_subscriber(shared_label);
    const prometheus::Labels labels{{"subscriber", name}};
    const SubscriberSeries series{
        .label = name,
        .delivered = attempts_by_outcome.Add({{"subscriber", name}, {"outcome", std::string(delivered)}}),
        .given_up = given_up.Add(labels),
        .first_attempt = first_attempts.Add(labels, lag_buckets),
        .acceptance = acceptances.Add(labels, lag_buckets),
        .duration = attempt_durations.Add(labels, attempt_buckets)};
    return subscribers.emplace(name, series).first->second;
}

}  // namespace webhookd::control
