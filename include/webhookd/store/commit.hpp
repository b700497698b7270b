#pragma once
// One group commit, told to whoever measures.

#include <chrono>
#include <cstddef>
#include <functional>

namespace webhookd::store {

struct Commit
{
    std::size_t writes = 0;                       ///< gathered into it
    std::chrono::steady_clock::duration took{0};  ///< from BEGIN to the end of COMMIT
    bool failed = false;
};

/// Called on the writer's thread after each commit; must not block.
using CommitListener = std::function<void(const Commit&)>;

}  // namespace webhookd::store
