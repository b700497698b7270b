#pragma once
// The counters and histograms of the daemon: their names, help texts, labels and buckets.

#include <string>
#include <string_view>
#include <unordered_map>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "webhookd/store/records.hpp"

namespace webhookd::control {

/// The outcome of an attempt as a label, one of a fixed set whatever a subscriber answers: `delivered`,
/// `redirect`, `gone` (410), `throttled` (429), `client_error`, `server_error`, `odd_status`, or the kind of
/// failure without an answer: `timeout`, `connect`, … (http::to_string).
std::string_view outcome_label(const store::AttemptRecord& attempt);

/// Those of one subscriber, or of all that share a label.
struct SubscriberSeries
{
    std::string label;
    prometheus::Counter& delivered;  ///< what nearly all attempts are: not looked up by its labels each time
    prometheus::Counter& given_up;
    prometheus::Histogram& first_attempt;
    prometheus::Histogram& acceptance;
    prometheus::Histogram& duration;  ///< of an attempt
};

struct Series
{
    Series();

    prometheus::Counter& polls(std::string_view kind, std::string_view outcome);
    prometheus::Histogram& poll_duration(std::string_view kind);
    prometheus::Counter& events(const std::string& type);
    prometheus::Histogram& detection(const std::string& type);
    prometheus::Counter& attempts(const SubscriberSeries& subscriber, std::string_view outcome);
    /// The first of them have series of their own, the others share one: each costs some 60 lines of every
    /// scrape.
    SubscriberSeries& of_subscriber(const std::string& name);

    using Counters = prometheus::Family<prometheus::Counter>;
    using Histograms = prometheus::Family<prometheus::Histogram>;

    prometheus::Registry registry;
    Counters& polls_by_outcome;
    Histograms& poll_durations;
    Counters& events_by_type;
    Histograms& detections;
    Counters& attempts_by_outcome;
    Histograms& attempt_durations;
    Histograms& first_attempts;
    Histograms& acceptances;
    Counters& given_up;
    prometheus::Counter& alarms;
    prometheus::Counter& wrong_tokens;
    prometheus::Histogram& commit_duration;
    prometheus::Histogram& commit_writes;
    prometheus::Counter& failed_commits;
    std::unordered_map<std::string, SubscriberSeries> subscribers;
};

}  // namespace webhookd::control
