#pragma once
// The lists that a movement stands in, one at each of its ends, can contradict each other at the same moment
// (openboxes-api.md 4.4). What one end takes back is therefore asked of the other: only when that one does
// not say the opposite, it counts (P2: a movement must not ship again and again because two lists disagree).

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "webhookd/openboxes/stream.hpp"

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

}  // namespace webhookd::poll
