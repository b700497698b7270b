#pragma once
// A state file that a daemon is to begin with must be on the disk: else its first checkpoint, or the run
// beside it, waits for all of it to be written.

#include <string>

namespace webhookd::bench {

/// Throws std::system_error.
void sync_file(const std::string& path);

}  // namespace webhookd::bench
