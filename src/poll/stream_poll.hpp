#pragma once
// One poll of one stream: read, then one commit. Every failure becomes a sync log row and a result; nothing
// but cancellation leaves it as an exception.

#include <map>
#include <memory>
#include <utility>

#include "poll/poll_requests.hpp"
#include "poll/stream_reader.hpp"
#include "webhookd/core/shipment_status.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::poll {

/// What all streams of one poller share.
struct PollContext
{
    store::Store& store;
    openboxes::Client& client;
    Listener& listener;
    ReadContext read;
};

/// What a feed says of one stream.
struct Hint
{
    std::string movement{};  ///< id; empty: an unnamed one, or an adjustment
    core::ShipmentStatus status = core::ShipmentStatus::pending;  ///< that the movement has now, or beyond
    std::optional<core::Timestamp> around{};      ///< of an adjustment: what its list is sorted by
    std::optional<core::Timestamp> changed_at{};  ///< by the feed
};

class StreamPoll
{
  public:
    StreamPoll(const asio::any_io_executor& executor, PollContext& context,
               std::unique_ptr<openboxes::Stream> stream);

    const openboxes::StreamInfo& info() const { return reader_.info(); }
    /// Since when it is polled by this run of the program.
    core::Timestamp polled_since() const { return polled_since_; }

    /// Polls once: everything, or what an ordinary poll reads. `next_poll_at` is stored for `status`. A full
    /// scan of 100,000 rows takes most of an hour; what an ordinary poll reads is read between its pages, at
    /// every `interval` and for every hint, so that news need not wait for it.
    asio::awaitable<PollResult> poll(bool everything, core::Timestamp next_poll_at, core::Duration interval);

    /// Something happened, says a feed. Wakes who polls.
    void hint(Hint hint);
    bool is_hinted() const { return !hints_.empty(); }
    /// It is looking now.
    bool follows_hints() const { return follows_hints_; }
    /// Looks for what the hints say, unless it is known already.
    asio::awaitable<PollResult> follow_hints();

    StreamReader& reader() { return reader_; }
    /// Events since this was asked last.
    std::int64_t take_events() { return std::exchange(turn_, {}).events; }

    PollRequests& requests() { return requests_; }

  private:
    asio::awaitable<PollResult> follow(std::vector<Hint> hints);
    std::optional<core::Snapshot> find_named(const Hint& hint) const;
    bool is_met(const Hint& hint) const;
    asio::awaitable<PollResult> look(Glance glance);
    asio::awaitable<PollResult> look_at_old_days(std::vector<Hint>& hints);
    /// Asks for the movements that are hinted by name and known, and drops these hints.
    asio::awaitable<PollResult> ask_for_named(std::vector<Hint>& hints);
    asio::awaitable<void> look_when_due(core::Duration interval);
    asio::awaitable<void> look_for_what_left();
    asio::awaitable<PollResult> finish(ReadResult read);
    void report(store::PollRecord poll);
    asio::awaitable<PollResult> commit(PollInput input);
    asio::awaitable<PollResult> record_failure(ReadFailure failure);

    PollContext& context_;
    core::Timestamp polled_since_;
    StreamReader reader_;
    async::SteadyTime look_due_{};
    PollRequests requests_;
    std::vector<Hint> hints_;
    /// Of the entities that are looked for because of a hint.
    std::map<std::string, core::Timestamp> changed_at_;
    bool follows_hints_ = false;
    store::PollRecord last_poll_;
    /// What was asked for and the looks between its pages and after it, as one; a person is told this.
    store::PollRecord turn_;
};

}  // namespace webhookd::poll
