// The subscriber that a request names, and the refusals where there is none, or none in the state file yet.

#include "control/acting.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "control/refusal.hpp"

namespace webhookd::control {

const ConfiguredSubscriber& Acting::subscriber(const std::string& name) const
{
    if (const auto* found = configured->find(name)) return *found;
    std::vector<std::string_view> names;
    for (const auto& subscriber : configured->subscribers)
        names.push_back(subscriber.name);
    throw Refusal(404,
                  fmt::format("there is no subscriber '{}' in the configuration; there {}", name,
                              names.empty() ? "is none" : fmt::format("are: {}", fmt::join(names, ", "))));
}

std::int64_t Acting::subscriber_id(const std::string& name) const
{
    const auto record = store.read().subscribers.find(name);
    if (!record) throw Refusal(503, fmt::format("subscriber '{}' is being set up; try again", name));
    return record->id;
}

}  // namespace webhookd::control
