// Counts into the series what happens, and at a scrape puts beside them what is so.

#include "webhookd/control/metrics.hpp"

#include <algorithm>
#include <chrono>
#include <sstream>

#include <prometheus/text_serializer.h>

#include "control/gauges.hpp"
#include "control/series.hpp"
#include "webhookd/core/event.hpp"

namespace webhookd::control {

namespace {

/// Not negative: clocks differ, and are set back.
double seconds_between(core::Timestamp begin, core::Timestamp end)
{
    return std::max(0.0, std::chrono::duration<double>(end - begin).count());
}

/// `stock-movements` of `stock-movements/outbound/1`.
std::string_view kind_of(const std::string& stream)
{
    return std::string_view(stream).substr(0, stream.find('/'));
}

}  // namespace

struct Metrics::State
{
    explicit State(const std::string& the_version) : version(the_version), started_at(now()) {}

    static double now()
    {
        return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    }

    std::string version;
    double started_at;
    Series series;
};

Metrics::Metrics(const std::string& version, const core::Rulebook& rulebook)
    : state_(std::make_unique<State>(version))
{
    auto& series = state_->series;
    for (const auto* kind : {"facilities", "products", "purchase-orders", "stock-movements", "inventory"}) {
        for (const auto outcome : {store::PollOutcome::ok, store::PollOutcome::uncertified,
                                   store::PollOutcome::failed, store::PollOutcome::held})
            series.polls(kind, store::to_string(outcome));
    }
    for (const auto& event : rulebook.events()) {
        if (core::is_operational(event.type)) continue;
        series.events(event.type);
        series.detection(event.type);
    }
}

Metrics::~Metrics() = default;

void Metrics::expect_subscriber(const std::string& name)
{
    state_->series.of_subscriber(name);
}

void Metrics::count_poll(const store::PollRecord& poll)
{
    auto& series = state_->series;
    const auto kind = kind_of(poll.stream);
    series.polls(kind, store::to_string(poll.outcome)).Increment();
    series.poll_duration(kind).Observe(seconds_between(poll.began_at, poll.ended_at));
    for (const auto& event : poll.emitted) {
        series.events(event.type).Increment();
        if (event.happened_at)
            series.detection(event.type).Observe(seconds_between(*event.happened_at, poll.ended_at));
    }
}

void Metrics::count_alarm()
{
    state_->series.alarms.Increment();
}

void Metrics::count_wrong_token()
{
    state_->series.wrong_tokens.Increment();
}

void Metrics::count_attempt(const std::string& subscriber, const store::DueDelivery& delivery,
                            const store::AttemptRecord& attempt)
{
    auto& series = state_->series;
    auto& own = series.of_subscriber(subscriber);
    series.attempts(own, outcome_label(attempt)).Increment();
    own.duration.Observe(std::chrono::duration<double>(attempt.duration).count());
    if (delivery.so_far == store::AttemptsSoFar::none)
        own.first_attempt.Observe(seconds_between(delivery.created_at, attempt.started_at));
    if (attempt.outcome == "delivered" && delivery.so_far != store::AttemptsSoFar::accepted)
        own.acceptance.Observe(seconds_between(delivery.created_at, attempt.started_at + attempt.duration));
}

void Metrics::count_dead_letter(const std::string& subscriber)
{
    state_->series.of_subscriber(subscriber).given_up.Increment();
}

void Metrics::count_commit(const store::Commit& commit)
{
    auto& series = state_->series;
    if (commit.failed) return series.failed_commits.Increment();
    series.commit_duration.Observe(std::chrono::duration<double>(commit.took).count());
    series.commit_writes.Observe(static_cast<double>(commit.writes));
}

std::string Metrics::text(const Figures& figures)
{
    auto families = process_gauges(state_->version, state_->started_at);
    const auto append = [&families](std::vector<prometheus::MetricFamily> more) {
        std::ranges::move(more, std::back_inserter(families));
    };
    append(gauges(figures, [this](const std::string& name) -> const std::string& {
        return state_->series.of_subscriber(name).label;
    }));
    append(state_->series.registry.Collect());
    std::ostringstream text;
    prometheus::TextSerializer().Serialize(text, families);
    return std::move(text).str();
}

}  // namespace webhookd::control
