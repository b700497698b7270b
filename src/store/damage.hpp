#pragma once
// What is wrong with the file: found by SQLite while it is open, or passed over by it in silence when it
// opens a file after a crash.

#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include "webhookd/store/errors.hpp"
#include "webhookd/store/settings.hpp"
#include "webhookd/store/sqlite/error.hpp"

namespace webhookd::store {

/// Whether the file was found damaged since it was opened: a latch, because the next statement may well find
/// its pages whole, and what is decided on half of a file is worth nothing. Any thread.
class Damage
{
  public:
    Damage(std::string path, DamageListener listener);

    /// The first one is told to the listener; the others are of the same file.
    void note(const sqlite::Error& error);

    bool found() const { return found_; }
    /// What was found and what to do, once found().
    const std::string& text() const { return text_; }

  private:
    std::string path_;
    DamageListener listener_;
    std::once_flag once_;
    std::string text_;
    std::atomic<bool> found_ = false;
};

/// SQLite takes the write-ahead log up to the last commit whose checksums are right, and drops the rest
/// without a word. One sentence when frames of the log at `path` will be dropped that were written as part of
/// it: what was being written when the power failed, or damage. Null when the log ends as it should, or there
/// is none. Reads all of it; to be called before SQLite opens the state file.
std::optional<std::string> find_dropped_frames(const std::string& path);

}  // namespace webhookd::store
