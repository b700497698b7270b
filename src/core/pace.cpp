// Stride scheduling over a spaced sliding window; see the header.

#include "webhookd/core/pace.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

namespace webhookd::core {

namespace {

constexpr std::chrono::seconds window{60};

/// By Priority. Comparisons have more than a fifth of all, first scans most of it as long as there are any;
/// the feeds, which see everything, most of the rest while no person and no hint asks.
constexpr std::array<double, priorities> weights{6, 12, 4, 1, 14, 6};
constexpr double all_weights = std::accumulate(weights.begin(), weights.end(), 0.0);

/// A little slower than the window allows, so that what a burst took too early is made good within minutes.
constexpr double spacing_rate = 0.97;
/// So much of a minute's budget may go at once after a rest, and of what is urgent always: an answer's second
/// question need not wait for a place between the first questions of others.
constexpr double burst = 0.1;
/// More of the budget than this used in the last minute is no rest.
constexpr double rest = 0.5;

bool is_urgent(Priority priority)
{
    return priority == Priority::confirm || priority == Priority::hint;
}

std::size_t index(Priority priority)
{
    return static_cast<std::size_t>(std::to_underlying(priority));
}

Pace::Instant::duration spacing(std::size_t per_minute, double requests)
{
    const std::chrono::duration<double> each = window / (static_cast<double>(per_minute) * spacing_rate);
    return std::chrono::duration_cast<Pace::Instant::duration>(each * requests);
}

}  // namespace

Pace::Pace(std::size_t per_minute) : per_minute_(per_minute)
{
    assert(per_minute >= 1);
}

Pace::Queue& Pace::queue(Priority priority)
{
    return queues_.at(index(priority));
}

void Pace::enter(Priority priority)
{
    auto& entered = queue(priority);
    if (entered.waiting++ > 0) return;
    // Who did not wait has no claim to the turns that others took meanwhile.
    entered.pass = std::max(entered.pass, served_);
}

void Pace::leave(Priority priority)
{
    assert(queue(priority).waiting > 0);
    --queue(priority).waiting;
}

Pace::Instant Pace::earliest(Priority priority, Instant now) const
{
    auto instant = std::max(now, paused_until_);
    // Free again when the request that is `per_minute_` places from the newest end has left the window.
    if (sent_.size() >= per_minute_) instant = std::max(instant, sent_[sent_.size() - per_minute_] + window);
    const auto limit = static_cast<double>(per_minute_);
    const bool rested = static_cast<double>(used(now)) < limit * rest;
    const auto at_once = rested || is_urgent(priority) ? std::max(1.0, limit * burst) : 1.0;
    return std::max(instant, spaced_until_ - spacing(per_minute_, at_once - 1));
}

std::optional<Pace::Turn> Pace::next(Instant now) const
{
    const Queue* best = nullptr;
    for (const auto& other : queues_) {
        if (other.waiting > 0 && (best == nullptr || other.pass < best->pass)) best = &other;
    }
    if (best == nullptr) return std::nullopt;
    const auto priority = static_cast<Priority>(best - queues_.data());
    return Turn{priority, earliest(priority, now)};
}

void Pace::send(Priority priority, Instant now)
{
    assert(earliest(priority, now) <= now);
    leave(priority);
    served_ = std::max(served_, queue(priority).pass);
    queue(priority).pass += 1 / weights.at(index(priority));
    sent_.push_back(now);
    while (sent_.front() + window <= now)
        sent_.pop_front();
    spaced_until_ = std::max(spaced_until_, now) + spacing(per_minute_, 1);
}

void Pace::pause_until(Instant until)
{
    paused_until_ = std::max(paused_until_, until);
}

void Pace::set_per_minute(std::size_t per_minute)
{
    assert(per_minute >= 1);
    per_minute_ = per_minute;
}

std::size_t Pace::used(Instant now) const
{
    return static_cast<std::size_t>(sent_.end() - std::ranges::upper_bound(sent_, now - window));
}

std::size_t Pace::longest_wait(Priority priority)
{
    // One request each of what else waits may come at the wrong moment.
    return static_cast<std::size_t>(std::ceil(all_weights / weights.at(index(priority)))) + priorities;
}

}  // namespace webhookd::core
