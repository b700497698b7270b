#pragma once
// Retention: removes what is older than the configuration keeps, in small steps between which others may
// write. Never removes undelivered work (`store.retention`), but for that of subscribers that left the
// configuration so long ago.

#include "webhookd/async/clock.hpp"
#include "webhookd/config/config.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::app {

/// Removes everything that is too old at `now`; returns how many rows went. Stops quietly when the store
/// cannot be written.
asio::awaitable<std::int64_t> remove_expired(store::Store& store, config::Retention keep,
                                             core::Timestamp now);

/// remove_expired() once an hour, until cancelled. `keep` outlives it and may change meanwhile (reload).
asio::awaitable<void> keep_house(store::Store& store, const config::Retention& keep, async::Clock& clock);

}  // namespace webhookd::app
