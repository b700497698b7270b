#pragma once
// Rows of one entity that say different things. The lists that a movement stands in, one at each of its ends,
// can contradict each other at the same moment (openboxes-api.md 4.4): what one end takes back is asked of
// the other, and only when that one does not say the opposite, it counts. And a long scan commits after the
// short ones that are made between its pages: an older sighting must not undo a newer one. Else a movement
// would ship again and again (P2).

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "webhookd/core/retry.hpp"
#include "webhookd/openboxes/stream.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

/// The movement streams that are polled. A stream is here as long as it lives.
class BothEnds
{
  public:
    void add(const std::shared_ptr<openboxes::Stream>& stream)
    {
        const auto& info = stream->info();
        if (info.traits().has_two_ends) streams_[{info.side, info.facility}] = stream;
    }

    /// The stream at the other end of a movement that `stream` lists; null when none is polled.
    std::shared_ptr<openboxes::Stream> find_other(const openboxes::StreamInfo& stream,
                                                  const core::Snapshot& movement) const
    {
        using openboxes::Side;
        const bool at_origin = stream.side == Side::origin;
        const auto found = streams_.find({at_origin ? Side::destination : Side::origin,
                                          at_origin ? movement.destination_id : movement.origin_id});
        return found == streams_.end() ? nullptr : found->second.lock();
    }

  private:
    std::map<std::pair<openboxes::Side, std::string>, std::weak_ptr<openboxes::Stream>> streams_;
};

/// What one end of a movement says, held against the other: what it takes back, and when a movement was
/// created of which it tells the day only. Of one stream; does nothing for streams of entities that have
/// none. What is passed outlives it.
class OtherEnd
{
  public:
    OtherEnd(store::Tables& tables, async::Clock& clock, BothEnds& ends)
        : tables_(tables), clock_(clock), ends_(ends)
    {
    }

    /// Step backs that the other end contradicts, or that could not be asked, prove nothing any more. The
    /// contradicted ones are added to those of the scan.
    asio::awaitable<void> check_step_backs(const openboxes::StreamInfo& stream, openboxes::Scan& scan);

    /// Finds out when those of the news were created that nobody knows yet and that may have been there
    /// before `mark`. Beyond a bound they are left to the next poll.
    asio::awaitable<void> date_the_unseen(openboxes::Stream& stream, openboxes::Scan& scan,
                                          std::optional<core::Timestamp> mark);

    /// A sentence on those who were told in two states and were not mentioned yet; empty: none.
    std::string mention(const openboxes::StreamInfo& stream, const std::set<std::string>& contradicted);

  private:
    std::optional<core::Snapshot> find(core::EntityKind kind, const core::Observation& movement);

    store::Tables& tables_;
    async::Clock& clock_;
    BothEnds& ends_;
    std::map<std::string, core::EverLessOften> contradicted_;
    std::set<std::string> mentioned_;
};

/// Which entities changed lately, by the time their row was asked for. Of all streams.
class RecentChanges
{
  public:
    /// The sightings that are not older than what was accepted before, which it remembers.
    openboxes::Sightings accept(core::EntityKind kind, openboxes::Sightings sightings, async::SteadyTime now);

  private:
    std::map<std::pair<core::EntityKind, std::string>, async::SteadyTime> requested_at_;
    async::SteadyTime pruned_at_{};
};

}  // namespace webhookd::poll
