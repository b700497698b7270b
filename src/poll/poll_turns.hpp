#pragma once
// Whose ordinary poll is next when more lists are due than the budget allows: the one that is overdue by the
// largest part of its interval, so that all intervals are stretched alike. Pure: names and instants in, turns
// out.

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "webhookd/core/time.hpp"

namespace webhookd::poll {

class PollTurns
{
  public:
    using Instant = std::chrono::steady_clock::time_point;

    /// So many may be polled at a time; those that are polled already go on. `at_once` >= 1.
    void allow(std::size_t at_once) { at_once_ = at_once; }

    /// True when the stream, due since `due` and every `interval` > 0, may be polled now; then it has the
    /// turn until end(). Else it waits, until next() names it.
    bool take(std::string_view stream, Instant due, core::Duration interval, Instant now);

    /// The stream was polled, or wants to no more.
    void end(std::string_view stream);

    /// Whose turn it is: it can be woken. Null when all turns are taken, or nobody waits.
    std::optional<std::string> next(Instant now) const;

    bool waits(std::string_view stream) const { return waiting_.contains(stream); }
    void clear();

  private:
    struct Waiting
    {
        Instant due;
        core::Duration interval;
    };

    std::size_t at_once_ = 1;
    std::map<std::string, Waiting, std::less<>> waiting_;
    std::set<std::string, std::less<>> polled_;
};

}  // namespace webhookd::poll
