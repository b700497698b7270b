// Sleepers wait, ordered by deadline, on timers that never expire; moving the clock cancels the timers of
// those that are due, and any other cancellation is an aborted sleep.

#include "support/manual_clock.hpp"

#include <algorithm>
#include <cassert>

#include <boost/asio/as_tuple.hpp>
#include <boost/system/system_error.hpp>

namespace webhookd::test {

ManualClock::ManualClock(core::Timestamp start)
    // Far from zero, so that a test may look back, and unlike wall time, so that mixing the two shows.
    : now_(start), steady_(std::chrono::hours(1'000))
{
}

asio::awaitable<void> ManualClock::sleep_until(async::SteadyTime until)
{
    if (until <= steady_) co_return;
    auto executor = co_await asio::this_coro::executor;
    auto waits = waits_;
    auto self = std::make_shared<Sleeper>(executor, until);
    const auto later = [&](const std::shared_ptr<Sleeper>& other) { return other->until > until; };
    waits->sleepers.insert(std::ranges::find_if(waits->sleepers, later), self);
    for (const auto& watcher : waits->watchers) {
        if (waits->sleepers.size() >= watcher->count) watcher->timer.cancel();
    }
    co_await self->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (self->due) co_return;
    waits->sleepers.remove(self);
    throw boost::system::system_error(asio::error::operation_aborted);
}

void ManualClock::advance(std::chrono::milliseconds step)
{
    assert(step.count() >= 0);
    now_ += step;
    steady_ += step;
    wake_due();
}

bool ManualClock::advance_to_next()
{
    const auto next = next_deadline();
    if (!next) return false;
    advance(std::chrono::ceil<std::chrono::milliseconds>(*next - steady_));
    return true;
}

std::optional<async::SteadyTime> ManualClock::next_deadline() const
{
    if (waits_->sleepers.empty()) return std::nullopt;
    return waits_->sleepers.front()->until;
}

asio::awaitable<void> ManualClock::until_sleepers(std::size_t count)
{
    auto executor = co_await asio::this_coro::executor;
    auto waits = waits_;
    while (waits->sleepers.size() < count) {
        auto self = std::make_shared<Watcher>(executor, count);
        waits->watchers.push_back(self);
        co_await self->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        waits->watchers.remove(self);
    }
}

void ManualClock::wake_due()
{
    auto& sleepers = waits_->sleepers;
    while (!sleepers.empty() && sleepers.front()->until <= steady_) {
        sleepers.front()->due = true;
        sleepers.front()->timer.cancel();
        sleepers.pop_front();
    }
}

}  // namespace webhookd::test
