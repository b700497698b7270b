#pragma once
// The limit of SQLite: what the lanes record of each delivery, through the store's writer and its group
// commit, as many at a time as attempts are in flight, but without anything that is sent.

#include <chrono>
#include <cstddef>
#include <string>

namespace webhookd::bench {

struct CommitLoad
{
    std::string path;  ///< a state file with waiting deliveries of `subscriber`
    std::string source;
    std::string subscriber;
    std::size_t in_flight = 50;
};

struct Recorded
{
    std::size_t deliveries = 0;
    std::chrono::duration<double> taken{};
};

/// Marks all of them delivered.
Recorded record_all(const CommitLoad& load);

}  // namespace webhookd::bench
