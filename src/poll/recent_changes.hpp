#pragma once
// Which entities changed lately, by the time their row was asked for. Two streams may see one movement (its
// two ends), and a long scan commits after the short ones that are made between its pages: an older sighting
// must not undo a newer one, or a shipment would seem rolled back and ship twice (P2).

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "webhookd/openboxes/stream.hpp"

namespace webhookd::poll {

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
