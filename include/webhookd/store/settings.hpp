#pragma once
// Which state file is meant, and what is told of it.

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace webhookd::store {

/// One group commit, told to whoever measures.
struct Commit
{
    std::size_t writes = 0;                       ///< gathered into it
    std::chrono::steady_clock::duration took{0};  ///< from BEGIN to the end of COMMIT
    bool failed = false;
};

/// Called on the writer's thread after each commit; must not block.
using CommitListener = std::function<void(const Commit&)>;

/// Called once, when the open file is found damaged, on the thread that met it: what was found and what to
/// do.
using DamageListener = std::function<void(const std::string& text)>;

struct StoreSettings
{
    std::string path;
    std::string source;  ///< base URL of the OpenBoxes server the file belongs to
    CommitListener on_commit = {};
    DamageListener on_damage = {};
};

}  // namespace webhookd::store
