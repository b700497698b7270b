#pragma once
// The poller's inside: which streams are polled, and the loops that poll them.

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "poll/adjustment_ways.hpp"
#include "poll/change_rates.hpp"
#include "poll/lateness.hpp"
#include "poll/source_circuit.hpp"
#include "poll/stream_poll.hpp"
#include "poll/stream_set.hpp"
#include "poll/turns.hpp"
#include "webhookd/async/signal_flag.hpp"
#include "webhookd/async/task_group.hpp"
#include "webhookd/openboxes/feed.hpp"

namespace webhookd::poll {

/// One feed and how it does.
struct FeedPoll
{
    openboxes::Feed feed;
    bool works = false;
    bool permanent = false;  ///< forbidden, or not there
    int failures = 0;
    bool unsaved = false;  ///< its memory has news that are not stored
};

// How often a loop looks whether the circuit closed.
inline constexpr std::chrono::seconds circuit_look{1};

struct Poller::State
{
    State(const asio::any_io_executor& the_executor, PollContext shared)
        : executor(the_executor),
          context(std::move(shared)),
          paused(executor),
          resumed(executor),
          ways(context)
    {
    }

    asio::any_io_executor executor;
    PollContext context;
    std::unique_ptr<async::TaskGroup> loops;  ///< of the settings in force
    async::SignalFlag paused;
    async::SignalFlag resumed;
    SourceCircuit circuit;
    /// The first poll of a row of polls that did not reach the source.
    std::optional<core::Timestamp> unreached_since;
    async::SteadyTime unreached_from{};  ///< the same instant
    /// What the state file says of the outage; null: to be read again.
    std::optional<bool> outage_remembered;
    async::SteadyTime started_at{};
    /// The streams that are polled, by name; a loop ends when its stream is no longer here.
    std::map<std::string, std::shared_ptr<StreamPoll>> streams;
    std::vector<openboxes::Facility> facilities;
    std::set<std::string> opened;            ///< facilities that the listing before the last one lacked
    std::optional<core::Timestamp> lacking;  ///< when that was
    int short_listings = 0;                  ///< since the start
    AdjustmentWays ways;
    ChangeRates rates;
    double roots = 0;          ///< sum of the roots of the rates, as interval() last took it,
    std::size_t roots_of = 0;  ///< of so many streams
    async::SteadyTime roots_at{};
    std::map<openboxes::FeedKind, FeedPoll> feeds;
    std::vector<openboxes::FeedItem> unnamed;                 ///< shipments that wait for a name
    std::map<std::string, std::string> movement_by_shipment;  ///< as far as transactions told
    /// Of the streams that are to read everything.
    ScanTurns scans{4};
    PollTurns polls;  ///< of those that are due for an ordinary poll

    void start_loops();
    void add(std::unique_ptr<openboxes::Stream> stream);
    /// Returns what was removed.
    std::vector<openboxes::StreamInfo> remove_if(
        const std::function<bool(const openboxes::StreamInfo&)>& chosen);
    void add_all(Streams wanted);
    /// Until the facilities are listed again, after a good listing or a failed one.
    core::Duration facilities_wait(bool good) const;
    asio::awaitable<bool> refresh_facilities();
    asio::awaitable<void> refresh_adjustments();
    asio::awaitable<void> hand_over(openboxes::AdjustmentSource way, const Streams& wanted,
                                    std::vector<openboxes::StreamInfo> replaced);
    asio::awaitable<void> look_for_another_way(std::shared_ptr<StreamPoll> stream, PollResult result);
    asio::awaitable<PollResult> poll(std::shared_ptr<StreamPoll> stream, bool everything,
                                     core::Priority priority);
    /// Notes what a poll or a look at hints found, and says it of the source.
    asio::awaitable<void> note_outcome(StreamPoll& stream, PollResult result);
    /// Of the last poll; empty when it went well, or there was none.
    std::string last_error(std::string_view stream)
    {
        return context.store.read().streams.load(stream).last_error;
    }
    asio::awaitable<void> stream_loop(std::shared_ptr<StreamPoll> stream);
    asio::awaitable<void> feed_loop(openboxes::FeedKind kind);
    asio::awaitable<bool> read_feed(FeedPoll& feed);
    bool is_second(openboxes::FeedKind kind) const;
    void complete(openboxes::FeedItem& item);
    void hint_stock(const openboxes::FeedItem& item);
    void pass_on(openboxes::FeedItem item);
    void pass_on_all(openboxes::FeedKind from, std::vector<openboxes::FeedItem> items);
    /// The feeds tell where to look.
    bool is_fed() const;
    /// A list that sees all facilities at once, polled as often as the feeds.
    bool is_frequent(const openboxes::StreamInfo& stream) const
    {
        return stream.facility.empty() && is_fed();
    }
    core::Priority priority_of(const openboxes::StreamInfo& stream) const
    {
        return is_fed() && !is_frequent(stream) ? core::Priority::ordinary : core::Priority::feed;
    }
    /// Between two polls of the stream, as things are now.
    core::Duration interval(const openboxes::StreamInfo& stream);
    /// Between two polls of a list that sees all facilities at once.
    core::Duration frequent_interval() const;
    /// So many as keep the budget in use while the server takes its time. With feeds one: while it waits for
    /// its request a stream follows no hints.
    std::size_t polls_at_once() const;
    /// True when the stream, which is due since then, may be polled now; else it waits to be woken.
    bool takes_turn(const openboxes::StreamInfo& stream, async::SteadyTime due);
    void wake(const std::optional<std::string>& stream);
    /// Wakes those whose turn it is then.
    void end_turns(const std::string& stream);
    /// The facilities whose movements are not polled: only for them are streams made, which take room.
    std::vector<openboxes::Facility> not_polled_yet() const;
    /// What streams of facilities begin with that opened since the last listing.
    asio::awaitable<void> note_opened(const Streams& wanted);
    asio::awaitable<void> facilities_loop();
    /// What the stream, whose row is `record`, is promised, and how long it has waited, or since
    /// `not_before`.
    Waiting waiting(const StreamPoll& stream, const store::StreamRecord& record, core::Timestamp not_before);
    asio::awaitable<void> lateness_loop();
    /// `back_at`: when the source or the program was back from an interruption.
    asio::awaitable<void> judge_lateness(core::Timestamp back_at);
    bool is_current(const std::shared_ptr<StreamPoll>& stream) const;
    /// What a poll says of the source as a whole. `reason`: why it was not reached.
    asio::awaitable<void> report(bool reached, std::string reason);
    asio::awaitable<void> remember(bool reached, std::string reason);
};

}  // namespace webhookd::poll
