#pragma once
// A copy of the state file while the daemon runs. The writer makes it between its commits, a MiB at a time,
// so it is consistent and nobody waits for long.

#include <cstdint>
#include <expected>
#include <string>

#include "webhookd/store/store.hpp"

namespace webhookd::store {

struct BackedUp
{
    std::int64_t bytes = 0;
};

/// Writes the copy to `<path>.partial` and renames that when it is complete and on the disk. A file at `path`
/// is replaced only if `overwrite`. WriteError::Kind::refused says that the copy could not be made; the store
/// itself is well. Cancelling it leaves nothing behind. Never two at a time for one path.
asio::awaitable<std::expected<BackedUp, WriteError>> back_up(Store& store, std::string path, bool overwrite);

}  // namespace webhookd::store
