#include "webhookd/core/budget.hpp"

#include <algorithm>
#include <cassert>

namespace webhookd::core {

namespace {

constexpr std::chrono::seconds window{60};

}  // namespace

Budget::Budget(std::size_t per_minute) : per_minute_(per_minute)
{
    assert(per_minute >= 1);
}

std::size_t Budget::share(Priority priority) const
{
    const auto percent = [this](std::size_t part) {
        return std::max<std::size_t>(1, per_minute_ * part / 100);
    };
    switch (priority) {
        case Priority::bulk:
            return percent(60);
        case Priority::hot:
            return percent(80);
        case Priority::confirm:
            break;
    }
    return per_minute_;
}

Budget::Instant Budget::earliest(Priority priority, Instant now) const
{
    auto instant = std::max(now, paused_until_);
    const auto allowed = share(priority);
    // Free again when the request that is `allowed` places from the newest end has left the window.
    if (sent_.size() >= allowed) instant = std::max(instant, sent_[sent_.size() - allowed] + window);
    return instant;
}

void Budget::record(Instant now)
{
    assert(earliest(Priority::confirm, now) <= now);
    sent_.push_back(now);
    while (sent_.front() + window <= now)
        sent_.pop_front();
}

void Budget::pause_until(Instant until)
{
    paused_until_ = std::max(paused_until_, until);
}

void Budget::set_per_minute(std::size_t per_minute)
{
    assert(per_minute >= 1);
    per_minute_ = per_minute;
}

std::size_t Budget::used(Instant now) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(sent_, [now](Instant sent) { return sent > now - window; }));
}

}  // namespace webhookd::core
