// Compares two configurations by the table of keys, subscribers by their names.

#include "webhookd/config/difference.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "config/keys.hpp"

namespace webhookd::config {

namespace {

using Kind = SubscriberDifference::Kind;

std::vector<std::string> sentences(const SubscriberDifference& difference)
{
    if (difference.kind == Kind::added) return {fmt::format("subscriber {} added", difference.name)};
    if (difference.kind == Kind::removed)
        return {fmt::format("subscriber {} removed (its deliveries are kept)", difference.name)};
    std::vector<std::string> result;
    for (const auto& change : difference.changes)
        result.push_back(fmt::format("subscriber {}: {}", difference.name, change));
    return result;
}

template <class S>
std::vector<Change> changes_between(const Keys<S>& keys, const S& before, const S& after)
{
    std::vector<Change> changes;
    keys.compare(changes, "", before, after);
    return changes;
}

std::vector<std::string> words_of(const std::vector<Change>& changes, Concern concern)
{
    std::vector<std::string> result;
    for (const auto& change : changes)
        if (change.concern == concern) result.push_back(change.words);
    return result;
}

std::vector<SubscriberDifference> subscriber_differences(const Config& before, const Config& after)
{
    std::map<std::string, const Subscriber*> gone;
    for (const auto& subscriber : before.subscribers)
        gone.emplace(subscriber.name, &subscriber);

    std::vector<SubscriberDifference> others;
    for (const auto& subscriber : after.subscribers) {
        const auto earlier = gone.find(subscriber.name);
        if (earlier == gone.end()) {
            others.push_back({subscriber.name, Kind::added, {}});
            continue;
        }
        const auto changes = changes_between(subscriber_keys(), *earlier->second, subscriber);
        gone.erase(earlier);
        if (!changes.empty())
            others.push_back({subscriber.name, Kind::changed, words_of(changes, Concern::subscriber)});
    }

    std::vector<SubscriberDifference> result;
    for (const auto& [name, subscriber] : gone)
        result.push_back({name, Kind::removed, {}});
    std::ranges::move(others, std::back_inserter(result));
    return result;
}

}  // namespace

std::vector<std::string> Differences::texts() const
{
    auto result = restart;
    std::ranges::copy(polling, std::back_inserter(result));
    std::ranges::copy(upkeep, std::back_inserter(result));
    for (const auto& subscriber : subscribers)
        std::ranges::copy(sentences(subscriber), std::back_inserter(result));
    return result;
}

Differences differences(const Config& before, const Config& after)
{
    const auto changes = changes_between(config_keys(), before, after);
    // A change of `delivery:` is told by the subscribers that follow it.
    return {.restart = words_of(changes, Concern::restart),
            .polling = words_of(changes, Concern::polling),
            .upkeep = words_of(changes, Concern::upkeep),
            .subscribers = subscriber_differences(before, after)};
}

}  // namespace webhookd::config
