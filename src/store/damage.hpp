#pragma once
// Whether the file was found damaged since it was opened: a latch, because the next statement may well find
// its pages whole, and what is decided on half of a file is worth nothing. Any thread.

#include <atomic>
#include <mutex>
#include <string>

#include "webhookd/store/errors.hpp"
#include "webhookd/store/settings.hpp"
#include "webhookd/store/sqlite/error.hpp"

namespace webhookd::store {

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

}  // namespace webhookd::store
