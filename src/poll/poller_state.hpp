#pragma once
// The poller's inside: which streams are polled, and the loops that poll them.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "poll/adjustment_ways.hpp"
#include "poll/source_circuit.hpp"
#include "poll/stream_poll.hpp"
#include "poll/stream_set.hpp"
#include "webhookd/async/signal_flag.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::poll {

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
    /// What the state file says of the outage; null: to be read again.
    std::optional<bool> outage_remembered;
    async::SteadyTime started_at{};
    /// The streams that are polled, by name; a loop ends when its stream is no longer here.
    std::map<std::string, std::shared_ptr<StreamPoll>> streams;
    std::vector<openboxes::Facility> facilities;
    AdjustmentWays ways;

    void start_loops();
    void add(std::unique_ptr<openboxes::Stream> stream);
    /// Returns what was removed.
    std::vector<openboxes::StreamInfo> remove_if(
        const std::function<bool(const openboxes::StreamInfo&)>& chosen);
    void add_all(Streams wanted);
    asio::awaitable<bool> refresh_facilities();
    asio::awaitable<void> refresh_adjustments();
    asio::awaitable<void> hand_over(openboxes::AdjustmentSource way, const Streams& wanted,
                                    std::vector<openboxes::StreamInfo> replaced);
    asio::awaitable<void> look_for_another_way(std::shared_ptr<StreamPoll> stream, PollVerdict verdict);
    asio::awaitable<PollVerdict> poll(std::shared_ptr<StreamPoll> stream);
    asio::awaitable<void> stream_loop(std::shared_ptr<StreamPoll> stream);
    asio::awaitable<void> facilities_loop();
    bool is_current(const std::shared_ptr<StreamPoll>& stream) const;
    /// What a poll says of the source as a whole. `reason`: why it was not reached.
    asio::awaitable<void> report(bool reached, std::string reason);
    asio::awaitable<void> remember(bool reached, std::string reason);
};

}  // namespace webhookd::poll
