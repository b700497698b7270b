#pragma once
// Whose turn it is among the streams, where only a few may do the same at a time: to be polled, and to read
// everything. Pure: names and instants in, turns out.

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/core/time.hpp"

namespace webhookd::poll {

/// Ordinary polls, when more lists are due than the budget allows: the one goes first that is overdue by the
/// largest part of its interval, so that all intervals are stretched alike.
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

/// Reading everything takes a stream from one request to an hour of them. A few streams do so at a time, the
/// others wait in a queue and go on with their ordinary polls meanwhile.
class ScanTurns
{
  public:
    /// `at_once` >= 1: so many streams scan at a time.
    explicit ScanTurns(std::size_t at_once) : at_once_(at_once) {}

    /// True when the stream may read everything now. Else it has its place in the queue, and end() of another
    /// names it when its turn comes.
    bool take(std::string_view stream);

    /// Something happens in the stream: of those that wait it goes before all others that nothing was said
    /// of.
    void prefer(std::string_view stream);

    /// The stream read everything, could not, or wants to no more. Returns whose turn it is now, so that they
    /// can be woken; nobody when the stream had no place.
    std::vector<std::string> end(std::string_view stream);

    /// Whether it scans or waits.
    bool holds(std::string_view stream) const { return names_.contains(stream); }
    bool is_scanning(std::string_view stream) const;

    /// How many streams are before each of those that scan or wait; as long as nothing changes.
    std::map<std::string_view, std::size_t> places() const;

    void clear()
    {
        queue_.clear();
        names_.clear();
    }

  private:
    struct Turn
    {
        std::string stream;
        bool preferred = false;
    };

    std::size_t at_once_;
    std::deque<Turn> queue_;  ///< the first at_once_ scan
    std::set<std::string, std::less<>> names_;
};

}  // namespace webhookd::poll
