// The text of `GET /metrics`: what is counted, and that it stays small (P7).

#include "webhookd/control/metrics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "control/series.hpp"

namespace webhookd::control {
namespace {

using namespace std::chrono_literals;

core::Timestamp at(std::chrono::milliseconds after)
{
    return core::Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 6 / 2)) + after;
}

store::PollRecord a_poll(std::string stream, store::PollOutcome outcome = store::PollOutcome::ok)
{
    store::PollRecord poll;
    poll.stream = std::move(stream);
    poll.outcome = outcome;
    poll.began_at = at(0s);
    poll.ended_at = at(3s);
    return poll;
}

store::DueDelivery a_delivery(store::AttemptsSoFar so_far)
{
    store::DueDelivery delivery;
    delivery.created_at = at(0s);
    delivery.so_far = so_far;
    return delivery;
}

/// Begins ten seconds after the event.
store::AttemptRecord an_attempt(std::string outcome)
{
    store::AttemptRecord attempt;
    attempt.outcome = std::move(outcome);
    attempt.started_at = at(10s);
    attempt.duration = 200ms;
    return attempt;
}

SubscriberFigures a_subscriber(std::string name, std::string state = "healthy")
{
    return {.name = std::move(name), .state = std::move(state), .in_flight = 0, .backlog = {}};
}

class MetricsTest : public ::testing::Test
{
  protected:
    std::string text() { return metrics_.text(figures_); }

    /// The value of one series, as it stands in the text; "(none)" when it is not there.
    std::string value(const std::string& series)
    {
        const auto all = "\n" + text();
        const auto begin = all.find("\n" + series + " ");
        if (begin == std::string::npos) return "(none)";
        const auto value_begin = begin + series.size() + 2;
        return all.substr(value_begin, all.find('\n', value_begin) - value_begin);
    }

    Metrics metrics_{"1.2.3", *core::Rulebook::built_in()};
    Figures figures_;
};

TEST_F(MetricsTest, SaysWhichVersionRuns)
{
    EXPECT_EQ(value("webhookd_build_info{version=\"1.2.3\"}"), "1");
}

TEST_F(MetricsTest, EveryFamilyIsExplainedOnce)
{
    metrics_.expect_subscriber("erp");
    figures_.subscribers = {a_subscriber("erp")};
    const auto all = text();
    for (std::size_t at = 0; (at = all.find("# TYPE ", at)) != std::string::npos; ++at) {
        const auto line = all.substr(at, all.find('\n', at) - at);
        EXPECT_EQ(all.find(line + "\n", at + 1), std::string::npos) << line;
        const auto name = line.substr(7, line.find(' ', 7) - 7);
        EXPECT_NE(all.find("# HELP " + name + " "), std::string::npos) << name;
    }
}

TEST_F(MetricsTest, CountsPollsByKindAndOutcome)
{
    metrics_.count_poll(a_poll("stock-movements/outbound/1"));
    metrics_.count_poll(a_poll("stock-movements/inbound/2"));
    metrics_.count_poll(a_poll("products", store::PollOutcome::held));
    EXPECT_EQ(value("webhookd_polls_total{kind=\"stock-movements\",outcome=\"ok\"}"), "2");
    EXPECT_EQ(value("webhookd_polls_total{kind=\"products\",outcome=\"held\"}"), "1");
    EXPECT_EQ(value("webhookd_poll_duration_seconds_sum{kind=\"stock-movements\"}"), "6");
}

TEST_F(MetricsTest, CountersAreThereBeforeTheyCount)
{
    metrics_.expect_subscriber("erp");
    EXPECT_EQ(value("webhookd_polls_total{kind=\"products\",outcome=\"held\"}"), "0");
    EXPECT_EQ(value("webhookd_events_total{type=\"product.created\"}"), "0");
    EXPECT_EQ(value("webhookd_deliveries_given_up_total{subscriber=\"erp\"}"), "0");
    EXPECT_EQ(value("webhookd_attempts_total{outcome=\"delivered\",subscriber=\"erp\"}"), "0");
    EXPECT_EQ(value("webhookd_commits_failed_total"), "0");
    EXPECT_EQ(value("webhookd_alarms_total"), "0");
}

TEST_F(MetricsTest, CountsEventsAndHowLateTheyWereSeen)
{
    auto poll = a_poll("products");
    poll.emitted = {{.type = "product.created", .happened_at = at(1s)},
                    {.type = "product.created", .happened_at = std::nullopt}};
    metrics_.count_poll(poll);
    EXPECT_EQ(value("webhookd_events_total{type=\"product.created\"}"), "2");
    EXPECT_EQ(value("webhookd_detection_lag_seconds_count{type=\"product.created\"}"), "1");
    EXPECT_EQ(value("webhookd_detection_lag_seconds_sum{type=\"product.created\"}"), "2");
}

TEST_F(MetricsTest, ClockAheadOfOursIsNoNegativeLag)  // F-16
{
    auto poll = a_poll("products");
    poll.emitted = {{.type = "product.created", .happened_at = at(1h)}};
    metrics_.count_poll(poll);
    EXPECT_EQ(value("webhookd_detection_lag_seconds_sum{type=\"product.created\"}"), "0");
}

TEST_F(MetricsTest, MeasuresTheWayToTheSubscriber)
{
    metrics_.count_attempt("erp", a_delivery(store::AttemptsSoFar::none), an_attempt("timeout"));
    auto second = an_attempt("delivered");
    second.started_at = at(100s);
    metrics_.count_attempt("erp", a_delivery(store::AttemptsSoFar::failed), second);
    EXPECT_EQ(value("webhookd_first_attempt_lag_seconds_count{subscriber=\"erp\"}"), "1");
    EXPECT_EQ(value("webhookd_first_attempt_lag_seconds_sum{subscriber=\"erp\"}"), "10");
    EXPECT_EQ(value("webhookd_acceptance_lag_seconds_count{subscriber=\"erp\"}"), "1");
    EXPECT_EQ(value("webhookd_acceptance_lag_seconds_bucket{subscriber=\"erp\",le=\"60\"}"), "0");
    EXPECT_EQ(value("webhookd_acceptance_lag_seconds_bucket{subscriber=\"erp\",le=\"300\"}"), "1");
    EXPECT_EQ(value("webhookd_attempt_duration_seconds_count{subscriber=\"erp\"}"), "2");
    EXPECT_EQ(value("webhookd_attempts_total{outcome=\"timeout\",subscriber=\"erp\"}"), "1");
    EXPECT_EQ(value("webhookd_attempts_total{outcome=\"delivered\",subscriber=\"erp\"}"), "1");
}

TEST_F(MetricsTest, ReplayOfWhatWasAcceptedIsNoLateAcceptance)
{
    metrics_.count_attempt("erp", a_delivery(store::AttemptsSoFar::accepted), an_attempt("delivered"));
    EXPECT_EQ(value("webhookd_acceptance_lag_seconds_count{subscriber=\"erp\"}"), "0");
    EXPECT_EQ(value("webhookd_attempts_total{outcome=\"delivered\",subscriber=\"erp\"}"), "1");
}

TEST_F(MetricsTest, CountsDeadLettersAndOddities)
{
    metrics_.count_dead_letter("erp");
    metrics_.count_alarm();
    EXPECT_EQ(value("webhookd_deliveries_given_up_total{subscriber=\"erp\"}"), "1");
    EXPECT_EQ(value("webhookd_alarms_total"), "1");
}

TEST_F(MetricsTest, MeasuresCommits)
{
    metrics_.count_commit({.writes = 12, .took = 8ms, .failed = false});
    metrics_.count_commit({.writes = 1, .took = 1ms, .failed = true});
    EXPECT_EQ(value("webhookd_commit_writes_sum"), "12");
    EXPECT_EQ(value("webhookd_commit_duration_seconds_count"), "1");
    EXPECT_EQ(value("webhookd_commit_duration_seconds_sum"), "0.008");
    EXPECT_EQ(value("webhookd_commits_failed_total"), "1");
}

TEST_F(MetricsTest, ShowsTheSource)
{
    figures_.source = {.reachable = false,
                       .requests = 100,
                       .logins = 2,
                       .requests_last_minute = 45,
                       .requests_per_minute = 50};
    EXPECT_EQ(value("webhookd_source_reachable"), "0");
    EXPECT_EQ(value("webhookd_source_requests_total"), "100");
    EXPECT_EQ(value("webhookd_source_logins_total"), "2");
    EXPECT_EQ(value("webhookd_budget_used_requests"), "45");
    EXPECT_EQ(value("webhookd_budget_limit_requests"), "50");
}

TEST_F(MetricsTest, ShowsStreams)
{
    figures_.streams = {{.name = "products", .interval = 90s, .last_success_at = at(1500ms), .failures = 3},
                        {.name = "inventory/1", .interval = 60s, .last_success_at = {}, .failures = 0}};
    EXPECT_EQ(value("webhookd_stream_last_success_timestamp_seconds{stream=\"products\"}"), "1780358401.5");
    EXPECT_EQ(value("webhookd_stream_interval_seconds{stream=\"products\"}"), "90");
    EXPECT_EQ(value("webhookd_stream_failures{stream=\"products\"}"), "3");
    EXPECT_EQ(value("webhookd_stream_last_success_timestamp_seconds{stream=\"inventory/1\"}"), "0");
}

TEST_F(MetricsTest, ShowsSubscribers)
{
    figures_.now = at(100s);
    auto erp = a_subscriber("erp", "held");
    erp.in_flight = 3;
    erp.backlog = {.pending = 7, .dead = 2, .oldest_at = at(40s)};
    figures_.subscribers = {erp, a_subscriber("crm")};
    EXPECT_EQ(value("webhookd_subscriber_state{subscriber=\"erp\",state=\"held\"}"), "1");
    EXPECT_EQ(value("webhookd_subscriber_state{subscriber=\"erp\",state=\"healthy\"}"), "0");
    EXPECT_EQ(value("webhookd_subscriber_state{subscriber=\"crm\",state=\"healthy\"}"), "1");
    EXPECT_EQ(value("webhookd_attempts_in_flight{subscriber=\"erp\"}"), "3");
    EXPECT_EQ(value("webhookd_backlog_deliveries{subscriber=\"erp\"}"), "7");
    EXPECT_EQ(value("webhookd_dead_letters{subscriber=\"erp\"}"), "2");
    EXPECT_EQ(value("webhookd_backlog_oldest_age_seconds{subscriber=\"erp\"}"), "60");
    EXPECT_EQ(value("webhookd_backlog_oldest_age_seconds{subscriber=\"crm\"}"), "0");
}

TEST_F(MetricsTest, SubscriberThatLeftIsShownNoMore)
{
    figures_.subscribers = {a_subscriber("erp")};
    EXPECT_EQ(value("webhookd_backlog_deliveries{subscriber=\"erp\"}"), "0");
    figures_.subscribers.clear();
    EXPECT_EQ(value("webhookd_backlog_deliveries{subscriber=\"erp\"}"), "(none)");
}

TEST_F(MetricsTest, ThousandsOfSubscribersDoNotMakeAScrapeLarge)  // P7
{
    figures_.now = at(100s);
    for (int i = 0; i < 3000; ++i) {
        auto subscriber = a_subscriber("s" + std::to_string(i), i % 2 == 0 ? "healthy" : "held");
        subscriber.backlog = {.pending = 1, .dead = 0, .oldest_at = at(std::chrono::seconds(i % 100))};
        metrics_.expect_subscriber(subscriber.name);
        metrics_.count_dead_letter(subscriber.name);
        figures_.subscribers.push_back(std::move(subscriber));
    }
    EXPECT_EQ(value("webhookd_backlog_deliveries{subscriber=\"s0\"}"), "1");
    EXPECT_EQ(value("webhookd_backlog_deliveries{subscriber=\"(others)\"}"), "2800");
    EXPECT_EQ(value("webhookd_subscriber_state{subscriber=\"(others)\",state=\"held\"}"), "1400");
    EXPECT_EQ(value("webhookd_backlog_oldest_age_seconds{subscriber=\"(others)\"}"), "100");
    EXPECT_EQ(value("webhookd_deliveries_given_up_total{subscriber=\"(others)\"}"), "2800");
    EXPECT_LT(text().size(), 2'000'000U);
}

TEST_F(MetricsTest, ShowsTheStore)  // F-38, F-40
{
    figures_.store = {.degraded = true, .file_bytes = 1048576, .wal_bytes = 4096};
    EXPECT_EQ(value("webhookd_store_degraded"), "1");
    EXPECT_EQ(value("webhookd_state_file_bytes"), "1048576");
    EXPECT_EQ(value("webhookd_state_wal_bytes"), "4096");
}

TEST_F(MetricsTest, ShowsTheProcess)
{
    EXPECT_GT(std::stod(value("process_resident_memory_bytes")), 1e6);
    EXPECT_GT(std::stod(value("process_cpu_seconds_total")), 0);
    EXPECT_GE(std::stod(value("process_open_fds")), 3);
    EXPECT_GT(std::stod(value("process_start_time_seconds")), 1.7e9);
}

store::AttemptRecord attempt_with(std::string outcome, std::optional<int> status = std::nullopt)
{
    store::AttemptRecord attempt;
    attempt.outcome = std::move(outcome);
    attempt.status = status;
    return attempt;
}

TEST(AttemptOutcome, StatusesFallIntoAFixedSet)
{
    EXPECT_EQ(outcome_label(attempt_with("status", 301)), "redirect");
    EXPECT_EQ(outcome_label(attempt_with("status", 404)), "client_error");
    EXPECT_EQ(outcome_label(attempt_with("status", 410)), "gone");
    EXPECT_EQ(outcome_label(attempt_with("status", 429)), "throttled");
    EXPECT_EQ(outcome_label(attempt_with("status", 503)), "server_error");
    EXPECT_EQ(outcome_label(attempt_with("status", 999)), "odd_status");
    EXPECT_EQ(outcome_label(attempt_with("status", 101)), "odd_status");
}

TEST(AttemptOutcome, WhatHasNoStatusKeepsItsName)
{
    EXPECT_EQ(outcome_label(attempt_with("delivered", 204)), "delivered");
    EXPECT_EQ(outcome_label(attempt_with("timeout")), "timeout");
    EXPECT_EQ(outcome_label(attempt_with("tls")), "tls");
}

}  // namespace
}  // namespace webhookd::control
