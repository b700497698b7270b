#pragma once
// Which request is next, and when (P6, F-42): the budget of the source, and turns that are fair among all
// that waits. Pure: steady time points in, decisions out; openboxes::Client waits by it.
//
// The budget is a sliding window, not a token bucket alone, because a bucket lets burst + rate through in one
// window. Within it requests are spaced, so that a budget that is used up is not spent in one burst each
// minute and then silent; what is urgent may go before its place, and the others make room after it. Turns
// are dealt by stride scheduling (Waldspurger and Weihl, 1995): each kind of work that waits gets its share
// of the requests, whatever else waits, and what nobody wants goes to the rest.

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

namespace webhookd::core {

/// What a request is for. A share of each is given in pace.cpp; work that begins to wait goes before what has
/// waited and been served all along, so confirmations go first unless they never end.
enum class Priority
{
    confirm,   ///< a question about one entity, a login, what a person asked for
    hint,      ///< a look at what a feed says has changed
    feed,      ///< lists that tell the news: those that see all facilities at once, or else all of them
    ordinary,  ///< lists that are looked at in turn although a feed tells their news
    first,     ///< pages of first scans: until then nothing of a list is news
    bulk       ///< pages of full comparisons
};
inline constexpr std::size_t priorities = 6;

class Pace
{
  public:
    using Instant = std::chrono::steady_clock::time_point;

    /// `per_minute` >= 1.
    explicit Pace(std::size_t per_minute);

    /// One more request of this kind waits.
    void enter(Priority priority);
    /// A request that waited is not to be sent.
    void leave(Priority priority);
    /// A request that waited is sent now. Call only when it is next() and its time has come.
    void send(Priority priority, Instant now);

    struct Turn
    {
        Priority priority = Priority::confirm;
        Instant at;  ///< >= now: when it may be sent, if nothing else comes before
    };
    /// Null when nothing waits.
    std::optional<Turn> next(Instant now) const;

    /// No request before `until` (429 and Retry-After); never shortens a pause.
    void pause_until(Instant until);

    /// Another limit; what was sent in the last 60 seconds still counts.
    void set_per_minute(std::size_t per_minute);

    /// Requests counted in the 60 seconds before `now`.
    std::size_t used(Instant now) const;
    std::size_t per_minute() const { return per_minute_; }

    /// Of so many requests in a row at most, one is of this kind as long as one of it waits, whatever else
    /// waits.
    static std::size_t longest_wait(Priority priority);

  private:
    struct Queue
    {
        std::size_t waiting = 0;
        double pass = 0;  ///< the queue with the least is next
    };

    Queue& queue(Priority priority);
    Instant earliest(Priority priority, Instant now) const;

    std::size_t per_minute_;
    std::deque<Instant> sent_;  ///< of the last 60 seconds, newest last
    Instant spaced_until_{};    ///< when the next request would be due were all sent evenly
    Instant paused_until_{};
    std::array<Queue, priorities> queues_;
    double served_ = 0;  ///< pass of the queue that was served last
};

}  // namespace webhookd::core
