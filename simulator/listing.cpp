// The part of paging and sorting that needs no type of row: the parameters, their refusals, and the
// order of ties.

#include "simulator/listing.hpp"

#include <cctype>

namespace webhookd::simulator {

Window window_of(const Call& call)
{
    Window window;
    auto max = call.int_param("max");
    if (max && *max >= 0) window.max = static_cast<std::size_t>(*max);
    window.offset = static_cast<std::size_t>(std::max<std::int64_t>(call.int_param("offset").value_or(0), 0));
    return window;
}

std::optional<Timestamp> us_date_param(const Call& call, const std::string& name)
{
    auto text = call.param(name);
    if (!text) return std::nullopt;
    auto instant = parse_us_date(*text);
    if (!instant)
        throw server_error(call, "java.text.ParseException", fmt::format("Unparseable date: \"{}\"", *text));
    return instant;
}

std::optional<Sorting> sorting_of(const Call& call, bool descending_by_default,
                                  std::optional<Sorting> fallback)
{
    auto property = call.param("sort");
    if (!property) return fallback;
    auto order = call.param("order");
    return Sorting{*property, order ? *order == "desc" : descending_by_default};
}

Refusal unknown_property(const Call& call, const std::string& property, std::string_view entity)
{
    return server_error(
        call, "org.hibernate.QueryException",
        fmt::format("could not resolve property: {} of: org.pih.warehouse.{}", property, entity));
}

std::size_t tie_of(const Call& call, const std::string& id)
{
    return std::hash<std::string>()(fmt::format("{}/{}", id, call.number));
}

std::int64_t milliseconds(Timestamp instant)
{
    return instant.time_since_epoch().count();
}

bool contains_ignoring_case(std::string_view text, std::string_view needle)
{
    auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
    return !std::ranges::search(text, needle, same).empty() || needle.empty();
}

}  // namespace webhookd::simulator
