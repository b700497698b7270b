// Keeps when the newest sighting of an entity was asked for; only of kinds that can step back, and no longer
// than the longest scan takes.

#include "poll/recent_changes.hpp"

namespace webhookd::poll {

openboxes::Sightings RecentChanges::accept(core::EntityKind kind, openboxes::Sightings sightings,
                                           async::SteadyTime now)
{
    if (core::traits_of(kind).is_step_back != nullptr) {
        std::erase_if(sightings, [&](const openboxes::Sighting& sighting) {
            auto& newest = requested_at_[{kind, sighting.seen.id}];
            if (sighting.requested_at < newest) return true;
            newest = sighting.requested_at;
            return false;
        });
    }

    constexpr std::chrono::hours longest_scan{6};
    if (now - pruned_at_ > longest_scan) {
        std::erase_if(requested_at_, [&](const auto& entry) { return now - entry.second > longest_scan; });
        pruned_at_ = now;
    }
    return sightings;
}

}  // namespace webhookd::poll
