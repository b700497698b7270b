#include "poll/recent_changes.hpp"

#include <fmt/format.h>

namespace webhookd::poll {

std::vector<core::Observation> RecentChanges::accept(core::EntityKind kind,
                                                     std::vector<openboxes::Sighting> sightings,
                                                     async::SteadyTime now)
{
    // Nothing can be undone of what happens once; and levels have only one list, which is read at once.
    const bool may_be_undone =
        kind == core::EntityKind::stock_movement || kind == core::EntityKind::purchase_order;
    std::vector<core::Observation> accepted;
    accepted.reserve(sightings.size());
    for (auto& sighting : sightings) {
        if (may_be_undone) {
            auto& newest = requested_at_[{kind, sighting.seen.id}];
            if (sighting.requested_at < newest) continue;
            newest = sighting.requested_at;
        }
        accepted.push_back(std::move(sighting.seen));
    }

    constexpr std::chrono::hours longest_scan{6};
    if (now - pruned_at_ > longest_scan) {
        std::erase_if(requested_at_, [&](const auto& entry) { return now - entry.second > longest_scan; });
        pruned_at_ = now;
    }
    return accepted;
}

}  // namespace webhookd::poll
