#pragma once
// The reading half of a poll: scan, ask for what is missing, judge whether it can be believed. Reads the
// state file, never writes it, so a dry run is this half alone.

#include <expected>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "poll/contradictions.hpp"
#include "poll/effect.hpp"
#include "poll/identifier_wait.hpp"
#include "poll/open_count.hpp"
#include "poll/schedule.hpp"
#include "webhookd/core/scan_progress.hpp"
#include "webhookd/poll/poller.hpp"

namespace webhookd::poll {

/// What all streams of one source share. Referenced things outlive the streams.
struct ReadContext
{
    store::Tables& tables;  ///< read-only
    core::Installation installation;
    async::Clock& clock;
    PollerSettings settings;
    RecentChanges recent;
    core::Timestamp back_at{};  ///< end of the last interruption (needs_everything)
    BothEnds ends{};
};

/// What became of a poll, as the scheduler needs it.
struct PollResult
{
    bool reached = true;     ///< the source answered, however badly
    bool permanent = false;  ///< will not pass by itself: slow down
    bool endpoint_lost =
        false;  ///< the endpoint is not there, forbidden, or fails for this request: look for another one
    int failures = 0;  ///< consecutive, this one included
};

/// A poll that may not be committed, with the rows that say so.
struct ReadFailure
{
    store::StreamRecord record;
    store::PollRecord log;
    PollResult result;
};

using ReadResult = std::expected<PollInput, ReadFailure>;

using BetweenPages = std::function<asio::awaitable<void>()>;

/// A look at a part of a stream.
struct Glance
{
    std::optional<core::Timestamp> around{};   ///< only what is dated around that instant (ScanOrder::around)
    std::vector<core::Snapshot> named{};       ///< only these, each asked for by its name
    std::optional<openboxes::Reach> reach{};   ///< this and no other; null: that of an ordinary poll
    std::optional<std::int64_t> expected{};    ///< as in ScanOrder
    std::optional<core::Priority> priority{};  ///< null: as set_priority() says

    bool is_part() const { return around || !named.empty(); }
};

class StreamReader
{
  public:
    StreamReader(ReadContext& context, std::unique_ptr<openboxes::Stream> stream);

    const openboxes::StreamInfo& info() const { return stream_->info(); }

    /// True when everything is to be read (schedule.hpp). A comparison that failed is put off for a while, so
    /// that it cannot stop the ordinary polls.
    bool needs_everything() const;
    /// Nothing is remembered of the stream yet, so that there is nothing but a first scan.
    bool needs_first_scan() const;

    /// Reads everything, or what an ordinary poll does. `next_poll_at` is noted for `status`. `between_pages`
    /// is awaited between the pages of a full scan that is no baseline, and may call look().
    asio::awaitable<ReadResult> read(bool everything, core::Timestamp next_poll_at,
                                     BetweenPages between_pages = {});

    /// How far read() is with everything; until forget_progress(), since what was read is still to be stored.
    const std::optional<core::ScanProgress>& progress() const { return progress_; }
    void forget_progress() { progress_.reset(); }

    /// Reads what an ordinary poll does or less, perhaps while read() stands between two pages. Its outcome
    /// is to be written before read() goes on.
    asio::awaitable<ReadResult> look(Glance glance = {});

    /// How many left the open set, as its total told when last looked at what entered it; negative: that many
    /// came back. Unless it is 0 the open set is to be read, and note_open_read() to be called after that was
    /// stored.
    std::int64_t left_open() const;
    void note_open_read(bool found);

    /// Of the requests from now on, but for those of full scans and confirmations.
    void set_priority(core::Priority priority) { priority_ = priority; }

  private:
    asio::awaitable<ReadResult> read_as(openboxes::Reach reach, store::StreamRecord record,
                                        BetweenPages between_pages, Glance glance = {});
    asio::awaitable<openboxes::ApiResult<openboxes::Scan>> ask_by_name(std::vector<core::Snapshot> entities);
    openboxes::ScanOrder order(openboxes::Reach reach, const store::StreamRecord& record) const;
    store::StreamRecord after_looks(store::StreamRecord record) const;
    bool knows_aliases(const core::Observation& seen) const;
    openboxes::FindNews find_news(bool everything) const;
    std::vector<core::Snapshot> missing(const openboxes::Scan& scan) const;
    /// Asks for the open entities that a certified open scan no longer lists; adds what was found to `scan`,
    /// returns who is not there. Stops at the first failure: who was not asked is asked at the next poll.
    asio::awaitable<std::vector<std::string>> ask_for_missing(openboxes::Scan& scan);
    /// Moves those that the list of received ones shows from `missing` to the news of `scan`.
    asio::awaitable<void> look_among_received(openboxes::Scan& scan, std::vector<core::Snapshot>& missing);
    /// What the open list held when it was last read has not been taken back, whatever other lists say; if it
    /// is no longer there when that list is read again, it is asked for.
    void distrust_what_is_in_flight(openboxes::Sightings& news) const;
    bool is_implausible(const openboxes::Scan& scan) const;
    ReadFailure failure(store::StreamRecord record, store::PollRecord log, std::string error,
                        PollResult result = {}) const;

    ReadContext& context_;
    std::shared_ptr<openboxes::Stream> stream_;
    std::map<std::string, core::EverLessOften>
        unclear_;  ///< open entities that could not be confirmed, asked for ever less often
    std::set<std::string, std::less<>> in_flight_;  ///< movements that the last open scan listed
    OtherEnd other_end_;
    IdentifierWait wait_;
    core::Priority priority_ = core::Priority::ordinary;
    openboxes::Reach next_ordinary_reach();

    /// Of the movements that are remembered.
    std::int64_t count_awaiting_receipt() const;

    openboxes::Reach last_reach_ = openboxes::Reach::full;
    OpenSet open_;
    OpenCount count_;
    std::uint64_t tick_ = 0;                      ///< ordinary polls
    std::optional<async::SteadyTime> newest_at_;  ///< when one of these last read the newest
    int compare_failures_ = 0;
    async::SteadyTime compare_at_{};  ///< not before
    std::optional<core::ScanProgress> progress_;
    std::int64_t looks_ = 0;  ///< between the pages of the scan under way
};

}  // namespace webhookd::poll
