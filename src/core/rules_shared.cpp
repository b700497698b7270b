// The rule of what is news by being there at all, products and adjustments; and what the rules share:
// counting occurrences, reading a projection.

#include "rules_kinds.hpp"

namespace webhookd::core {

int occurrence_count(const Snapshot& snapshot, std::string_view type)
{
    const auto found = snapshot.occurrences.find(std::string(type));
    return found == snapshot.occurrences.end() ? 0 : found->second;
}

int count_occurrence(Snapshot& snapshot, std::string_view type)
{
    return ++snapshot.occurrences[std::string(type)];
}

Json watched_value(const Json& watched, std::string_view field)
{
    const auto found = watched.find(field);
    return found == watched.end() ? Json() : *found;
}

Json old_value(const Snapshot* before, std::string_view field)
{
    if (before == nullptr) return {};
    auto previous = Json::object();
    previous[field] = watched_value(before->watched, field);
    return previous;
}

std::string watched_word(const Json& watched, std::string_view field)
{
    const auto value = watched_value(watched, field);
    return value.is_string() ? value.get<std::string>() : std::string();
}

}  // namespace webhookd::core
