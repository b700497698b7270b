// Finds what is remembered of each row, a batch at a time, and writes what comes of it. apply() writes the
// entities as it goes, in a savepoint that a held poll undoes.

#include "poll/effect.hpp"

#include <algorithm>
#include <set>

#include "poll/trouble.hpp"

namespace webhookd::poll {
namespace {

// Bounds the memory of a scan of 100,000 rows.
constexpr std::size_t batch = 256;

/// What is remembered of the row under another of its ids.
std::optional<core::Snapshot> find_alias(store::EntityTable& entities, core::EntityKind kind,
                                         const core::Observation& seen)
{
    if (seen.aliases.empty()) return std::nullopt;
    const std::vector<std::string_view> ids(seen.aliases.begin(), seen.aliases.end());
    for (auto& known : entities.find(kind, ids))
        if (known) return std::move(known);
    return std::nullopt;
}

}  // namespace

Findings judge_all(store::EntityTable& entities, const PollInput& input,
                   const std::function<void(const Change&)>& remember)
{
    const auto kind = input.terms.stream.kind;
    Findings found;
    const auto note = [&](const Change& change) {
        ++found.changes;
        if (remember) remember(change);
    };
    std::vector<std::string_view> ids;
    for (std::size_t begin = 0; begin < input.seen.size(); begin += ids.size()) {
        ids.clear();
        const auto end = std::min(begin + batch, input.seen.size());
        for (auto i = begin; i < end; ++i)
            ids.push_back(input.seen[i].seen.id);
        auto known = entities.find(kind, ids);
        for (auto i = begin; i < end; ++i) {
            const auto& seen = input.seen[i].seen;
            auto& before = known[i - begin];
            if (!before) before = find_alias(entities, kind, seen);
            auto judged = judge(before, seen, input.terms);
            std::ranges::for_each(judged.changes, note);
            std::ranges::move(judged.events, std::back_inserter(found.events));
            found.newest_created_at = std::max(found.newest_created_at, seen.created_at);
        }
    }
    // At most as many as are asked for by name in one poll.
    ids.assign(input.absent.begin(), input.absent.end());
    for (auto& known : entities.find(kind, ids))
        if (known) note(judge_absent(std::move(*known), input.terms));
    return found;
}

Applied apply(store::Tables& tables, const PollInput& input, const store::Audience& audience)
{
    const auto& stream = input.terms.stream;
    PollEffect effect;
    {
        auto savepoint = tables.savepoint();
        const auto remember = [&](const Change& change) {
            tables.entities.put(stream.kind, change.entity, change.open);
        };
        effect = conclude(judge_all(tables.entities, input, remember), input.terms);
        if (!effect.held) savepoint.release();
    }
    if (!tables.streams.put(effect.record, effect.record.scan_no)) throw StaleScan();
    if (!effect.forget_before.empty())
        tables.entities.forget(stream.kind, stream.facility, effect.forget_before);

    std::set<std::int64_t> woken;
    const auto wake = [&woken](const std::vector<std::int64_t>& subscribers) {
        woken.insert(subscribers.begin(), subscribers.end());
    };
    for (const auto& event : effect.events)
        wake(store::post(tables, event, effect.record.name, audience.recipients, effect.log.ended_at));
    if (effect.notice) wake(store::tell(tables, *effect.notice, audience));
    if (input.terms.full && !effect.held) wake(note_finished_scan(tables, effect.log, audience));
    tables.polls.add(effect.log);
    return {std::move(effect.log), {woken.begin(), woken.end()}};
}

}  // namespace webhookd::poll
