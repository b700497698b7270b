// Writes that remove some hundred rows each, until one removes nothing; again after an hour.

#include "app/housekeeping.hpp"

namespace webhookd::app {

asio::awaitable<std::int64_t> remove_expired(store::Store& store, config::Retention keep, core::Timestamp now)
{
    constexpr int rows_per_commit = 500;
    std::int64_t removed = 0;
    while (true) {
        const auto step = co_await store.write([keep, now](store::Tables& tables) {
            return tables.deliveries.remove_attempts_before(now - keep.attempts, rows_per_commit) +
                   tables.deliveries.remove_owed_to_removed(now - keep.events, rows_per_commit) +
                   tables.events.remove_before(now - keep.events, rows_per_commit) +
                   tables.polls.remove_before(now - keep.sync_log, rows_per_commit) +
                   tables.actions.remove_before(now - keep.sync_log, rows_per_commit);
        });
        if (!step || *step == 0) co_return removed;
        removed += *step;
    }
}

asio::awaitable<void> keep_house(store::Store& store, const config::Retention& keep, async::Clock& clock)
{
    while (true) {
        co_await remove_expired(store, keep, clock.now());
        co_await clock.sleep_until(clock.steady() + std::chrono::hours(1));
    }
}

}  // namespace webhookd::app
