#pragma once
// What one end of a movement says, held against the other: what it takes back (both_ends.hpp), and when a
// movement was created of which it tells the day only.

#include <map>
#include <set>
#include <string>

#include "poll/both_ends.hpp"
#include "webhookd/core/retry.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

/// Of one stream; does nothing for streams of entities that have none. What is passed outlives it.
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

}  // namespace webhookd::poll
