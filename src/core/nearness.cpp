// Each crossing is asked for itself; what must hold at once is as far away as its parts together.

#include "webhookd/core/nearness.hpp"

#include <algorithm>
#include <cmath>

namespace webhookd::core {

namespace {

Json field_of(const Json& object, const std::string& field)
{
    const auto found = object.find(field);
    return found == object.end() ? Json() : *found;
}

Json limit_in(const Crossing& crossing, const Json& object)
{
    return crossing.limit.is_string() ? field_of(object, crossing.limit.get<std::string>()) : crossing.limit;
}

std::optional<double> distance_to_limit(const Crossing& crossing, const Json& object)
{
    const auto value = field_of(object, crossing.fields.front());
    const auto limit = limit_in(crossing, object);
    if (!value.is_number() || !limit.is_number()) return std::nullopt;
    const bool rises = crossing.how == Crossing::How::rises_above;
    const auto left =
        (rises ? limit.get<double>() - value.get<double>() : value.get<double>() - limit.get<double>());
    if (left < 0) return std::nullopt;
    return left / std::max(1.0, std::abs(limit.get<double>()));
}

std::optional<double> distance_of(const Crossing& crossing, const Json& object)
{
    const auto value = field_of(object, crossing.fields.front());
    const bool is_one = std::ranges::find(crossing.values, value) != crossing.values.end();
    switch (crossing.how) {
        case Crossing::How::changes:
            return 0;
        case Crossing::How::enters:
            return is_one ? std::nullopt : std::optional(0.0);
        case Crossing::How::leaves:
            return is_one ? std::optional(0.0) : std::nullopt;
        case Crossing::How::rises_above:
        case Crossing::How::falls_below:
            return distance_to_limit(crossing, object);
    }
    return std::nullopt;
}

}  // namespace

std::optional<double> distance(const EventType& type, const Json& object)
{
    if (!matches(type.where, Json{{"object", object}})) return std::nullopt;
    std::optional<double> nearest;
    for (const auto& cause : type.causes) {
        const auto* crosses = std::get_if<Crosses>(&cause.when);
        if (crosses == nullptr) continue;
        std::optional<double> all = 0.0;
        for (const auto& crossing : crosses->all) {
            const auto one = distance_of(crossing, object);
            all = all && one ? std::optional(*all + *one) : std::nullopt;
        }
        if (all && (!nearest || *all < *nearest)) nearest = all;
    }
    return nearest;
}

Json named_values(const EventType& type, const Json& object)
{
    auto values = Json::object();
    for (const auto& cause : type.causes) {
        const auto* crosses = std::get_if<Crosses>(&cause.when);
        if (crosses == nullptr) continue;
        for (const auto& field : named_fields(*crosses))
            values[field] = field_of(object, field);
    }
    return values;
}

}  // namespace webhookd::core
