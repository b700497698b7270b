// Until the other end has answered, a step back proves nothing. Questions are bounded per poll, and come ever
// less often about a movement whose ends contradict each other. When the newest sighting of an entity was
// asked for is kept only for kinds that can step back, and no longer than the longest scan takes.

#include "poll/contradictions.hpp"

#include <array>

#include <fmt/format.h>

namespace webhookd::poll {

namespace {

using openboxes::Presence;

// In one poll; the rest has its turn at the next one.
constexpr std::size_t most_asked_of_other_end = 20;

// From the beginning of a day in the easternmost zone to its end in the westernmost.
constexpr std::chrono::hours longest_day{50};

}  // namespace

std::optional<core::Snapshot> OtherEnd::find(core::EntityKind kind, const core::Observation& movement)
{
    const std::array<std::string_view, 1> id{movement.id};
    return std::move(tables_.entities.find(kind, id).front());
}

asio::awaitable<void> OtherEnd::check_step_backs(const openboxes::StreamInfo& stream, openboxes::Scan& scan)
{
    if (!stream.traits().has_two_ends) co_return;
    std::size_t questions = 0;
    bool may_ask = true;
    for (auto& [seen, requested_at] : scan.news) {
        // Nothing lies beyond that, and most of a first scan has come so far.
        if (!seen.exact || seen.watched["status"] == "RECEIVED") continue;
        const auto known = find(stream.kind, seen);
        if (!known || !core::is_step_back(stream.kind, known->watched, seen.watched)) continue;
        const auto other = ends_.find_other(stream, *known);
        if (!other) continue;

        // Until the other end has answered, the row proves nothing.
        seen.exact = false;
        const auto earlier = contradicted_.find(seen.id);
        if (earlier != contradicted_.end() && !earlier->second.is_due(clock_.steady())) continue;
        may_ask = may_ask && ++questions <= most_asked_of_other_end;
        if (!may_ask) continue;
        const auto answer = co_await other->confirm(*known);
        ++scan.requests;
        may_ask = answer.has_value();
        if (!answer) continue;
        const bool found = answer->presence == Presence::found;
        if (found && !core::is_step_back(stream.kind, known->watched, answer->sighting->seen.watched)) {
            contradicted_[seen.id].note(clock_.steady());
            scan.contradicted.insert(seen.id);
            continue;
        }
        contradicted_.erase(seen.id);
        seen.exact = true;
    }
}

asio::awaitable<void> OtherEnd::date_the_unseen(openboxes::Stream& stream, openboxes::Scan& scan,
                                                std::optional<core::Timestamp> mark)
{
    if (!stream.info().traits().has_two_ends || !mark) co_return;
    std::size_t questions = 0;
    for (auto& [seen, requested_at] : scan.news) {
        const bool may_predate =
            !seen.created_at && seen.created_before && *seen.created_before - longest_day < *mark;
        if (!may_predate || seen.watched["status"] == "PENDING" || find(stream.info().kind, seen)) continue;
        if (++questions > most_asked_of_other_end) {
            seen.id.clear();
            continue;
        }
        const auto answer = co_await stream.created_at(seen);
        ++scan.requests;
        if (answer) seen.created_at = *answer;
    }
    std::erase_if(scan.news, [](const auto& sighting) { return sighting.seen.id.empty(); });
}

std::string OtherEnd::mention(const openboxes::StreamInfo& stream, const std::set<std::string>& contradicted)
{
    std::string named;
    for (const auto& id : contradicted) {
        if (mentioned_.insert(id).second) named += (named.empty() ? "" : ", ") + id;
    }
    if (named.empty()) return {};
    return fmt::format("told in two states at the same time: {} {}; nothing is taken back for it",
                       core::to_string(stream.kind), named);
}

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
