// Only what would become an event waits, and whether it would is asked of core::step().

#include "poll/identifier_wait.hpp"

#include <array>

namespace webhookd::poll {

bool IdentifierWait::waits(core::EntityKind kind, const core::Observation& seen)
{
    if (!seen.label.empty()) {
        since_.erase(seen.id);
        return false;
    }
    const std::array<std::string_view, 1> id{seen.id};
    const auto known = tables_.entities.find(kind, id).front();
    const bool is_named = known && !known->label.empty();
    if (is_named || core::step(kind, *settings_.source.rulebook, known, seen).occurrences.empty())
        return false;
    const auto now = clock_.steady();
    return now - since_.try_emplace(seen.id, now).first->second < settings_.identifier_wait;
}

void IdentifierWait::keep_back(core::EntityKind kind, openboxes::Sightings& news)
{
    if (!core::traits_of(kind).numbered_later) return;
    std::erase_if(news, [&](const auto& sighting) { return waits(kind, sighting.seen); });

    // Told, or gone.
    const auto old = settings_.identifier_wait + std::chrono::hours(1);
    std::erase_if(since_, [&](const auto& entry) { return clock_.steady() - entry.second > old; });
}

}  // namespace webhookd::poll
