// The subscriber that a request names, and the refusals where there is none, or none in the state file yet;
// the pages of lists.

#include "control/handlers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace webhookd::control {

const ConfiguredSubscriber& ActionContext::subscriber(const std::string& name) const
{
    if (const auto* found = configured->find(name)) return *found;
    std::vector<std::string_view> names;
    for (const auto& subscriber : configured->subscribers)
        names.push_back(subscriber.name);
    throw Refusal(404,
                  fmt::format("there is no subscriber '{}' in the configuration; there {}", name,
                              names.empty() ? "is none" : fmt::format("are: {}", fmt::join(names, ", "))));
}

std::int64_t ActionContext::subscriber_id(const std::string& name) const
{
    const auto record = store.read().subscribers.find(name);
    if (!record) throw Refusal(503, fmt::format("subscriber '{}' is being set up; try again", name));
    return record->id;
}

OrderedJson page_document(const char* name, OrderedJson rows, int limit, const char* key)
{
    const bool more = rows.size() == static_cast<std::size_t>(limit);
    auto next = more ? rows.back().at(key) : OrderedJson();
    return {{name, std::move(rows)}, {"next_before", std::move(next)}};
}

}  // namespace webhookd::control
