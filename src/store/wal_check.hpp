#pragma once
// What SQLite passes over in silence: when it opens a file after a crash it takes the write-ahead log up to
// the last commit whose checksums are right, and drops the rest without a word.

#include <optional>
#include <string>

namespace webhookd::store {

/// One sentence when frames of the log at `path` will be dropped that were written as part of it: what was
/// being written when the power failed, or damage. Null when the log ends as it should, or there is none.
/// Reads all of it; to be called before SQLite opens the state file.
std::optional<std::string> find_dropped_frames(const std::string& path);

}  // namespace webhookd::store
