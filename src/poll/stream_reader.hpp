#pragma once
// The reading half of a poll: scan, ask for what is missing, judge whether it can be believed. Reads the
// state file, never writes it, so a dry run is this half alone.

#include <expected>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "poll/both_ends.hpp"
#include "poll/effect.hpp"
#include "poll/recent_changes.hpp"
#include "webhookd/poll/poller.hpp"

namespace webhookd::poll {

/// What all streams of one source share. Referenced things outlive the streams.
struct ReadContext
{
    store::Tables& tables;  ///< read-only
    core::Origin origin;
    async::Clock& clock;
    PollerSettings settings;
    RecentChanges recent;
    BothEnds ends{};
};

/// What became of a poll, as the scheduler needs it.
struct PollVerdict
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
    PollVerdict verdict;
};

using ReadResult = std::expected<PollInput, ReadFailure>;

using BetweenPages = std::function<asio::awaitable<void>()>;

class StreamReader
{
  public:
    StreamReader(ReadContext& context, std::unique_ptr<openboxes::Stream> stream);

    const openboxes::StreamInfo& info() const { return stream_->info(); }

    /// Reads once what is due now (next_reach). `next_poll_at` is noted for `status`. `between_pages` is
    /// awaited between the pages of a full scan that is no baseline, and may call look().
    asio::awaitable<ReadResult> read(core::Timestamp next_poll_at, BetweenPages between_pages = {});

    /// Reads what an ordinary poll does, while read() stands between two pages. Its outcome is to be written
    /// before read() goes on. `around`: instead, only what is dated around that instant (ScanOrder::around).
    asio::awaitable<ReadResult> look(std::optional<core::Timestamp> around = {});

  private:
    struct Unclear
    {
        int asked = 0;
        async::SteadyTime ask_again_at{};
    };

    asio::awaitable<ReadResult> read_as(openboxes::Reach reach, store::StreamRecord record,
                                        BetweenPages between_pages,
                                        std::optional<core::Timestamp> around = {});
    openboxes::ScanOrder order(openboxes::Reach reach, const store::StreamRecord& record) const;
    store::StreamRecord after_looks(store::StreamRecord record) const;
    /// Keeps back what would be told while its identifier is still to come.
    void wait_for_identifiers(openboxes::Sightings& news);
    bool knows_aliases(const core::Observation& seen) const;
    openboxes::FindNews find_news(bool everything) const;
    std::vector<core::Snapshot> missing(const openboxes::Scan& scan) const;
    /// Asks for the open entities that a certified open scan no longer lists; adds what was found to `scan`,
    /// returns who is not there. Stops at the first failure: who was not asked is asked at the next poll.
    asio::awaitable<std::vector<std::string>> ask_for_missing(openboxes::Scan& scan);
    /// Drops the step backs that the movement's other end contradicts, until that one agrees.
    asio::awaitable<void> check_step_backs(openboxes::Scan& scan);
    /// Asks the other end when movements were created that may have been there before `mark`. Beyond a bound
    /// they are left to the next poll.
    asio::awaitable<void> date_the_unseen(openboxes::Scan& scan, std::optional<core::Timestamp> mark);
    /// Who was told in two states and was not mentioned yet; empty: nobody.
    std::string contradictions(const std::set<std::string>& ids);
    static void note(Unclear& unclear, async::SteadyTime now);
    bool is_implausible(const openboxes::Scan& scan) const;
    ReadFailure failure(store::StreamRecord record, store::PollRecord log, std::string error,
                        PollVerdict verdict = {}) const;

    ReadContext& context_;
    std::shared_ptr<openboxes::Stream> stream_;
    std::map<std::string, Unclear>
        unclear_;  ///< open entities that could not be confirmed, asked for ever less often
    std::map<std::string, Unclear> contradicted_;       ///< by the other end, asked ever less often
    std::map<std::string, async::SteadyTime> waiting_;  ///< for their identifier, since when
    std::set<std::string> mentioned_;                   ///< contradictions that the sync log tells of
    std::uint64_t tick_ = 0;
    std::int64_t looks_ = 0;  ///< between the pages of the scan under way
};

}  // namespace webhookd::poll
