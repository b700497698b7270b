#pragma once
// One daemon per state file (F-26, F-34): a lock on `<path>.lock`, which the kernel drops when the process
// ends, however it ends. The file stays; only the lock counts. SQLite's own locks are per transaction and
// would let two daemons in.

#include <string>

#include "webhookd/store/store.hpp"

namespace webhookd::store {

/// The file that a symbolic link leads to, or `path` itself: two names of one file share its lock and its
/// WAL.
std::string linked_file(const std::string& path);

class Store::Lock
{
  public:
    /// Throws OpenError that names the process which holds it.
    explicit Lock(const std::string& state_path);
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

  private:
    int descriptor_;
};

}  // namespace webhookd::store
