// The table itself. A route is found part by part of its path; where only the method is wrong, the refusal
// names those that are right.

#include "control/routes.hpp"

#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "control/handlers.hpp"
#include "control/refusal.hpp"

namespace webhookd::control {

namespace {

constexpr int not_found = 404;
constexpr int method_not_allowed = 405;

/// Takes the part up to the next slash off `path`, which begins with one.
std::string_view take_part(std::string_view& path)
{
    path.remove_prefix(1);
    const auto part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    return part;
}

/// Null when the path is another one.
std::optional<PathParts> match(std::string_view pattern, std::string_view path)
{
    PathParts parts;
    while (pattern.starts_with('/') && path.starts_with('/')) {
        const auto expected = take_part(pattern);
        const auto found = take_part(path);
        if (expected.starts_with('{')) {
            if (found.empty()) return std::nullopt;
            parts.emplace(expected.substr(1, expected.size() - 2), decode_percent(found));
        } else if (expected != found) {
            return std::nullopt;
        }
    }
    if (!pattern.empty() || !path.empty()) return std::nullopt;
    return parts;
}

}  // namespace

const std::vector<Route>& routes()
{
    static const std::vector<Route> all{
        {.method = "GET", .pattern = "/v1/status", .keys = {}, .read = read_status, .shows_streams = true},
        {.method = "GET", .pattern = "/v1/streams", .keys = {}, .read = read_streams, .shows_streams = true},
        {.method = "GET", .pattern = "/v1/subscribers", .keys = {}, .read = read_subscribers},
        {.method = "GET",
         .pattern = "/v1/polls",
         .keys = {"stream", "outcome", "since", "until", "before", "limit"},
         .read = read_polls},
        {.method = "GET",
         .pattern = "/v1/events",
         .keys = {"q", "type", "entity", "since", "until", "before", "limit"},
         .read = read_events},
        {.method = "GET", .pattern = "/v1/events/{id}", .keys = {}, .read = read_event},
        {.method = "GET",
         .pattern = "/v1/deliveries",
         .keys = {"subscriber", "state", "event", "type", "since", "until", "before", "limit"},
         .read = read_deliveries},
        {.method = "GET", .pattern = "/v1/event-types", .keys = {}, .read = read_event_types},
        {.method = "GET",
         .pattern = "/v1/audit",
         .keys = {"action", "since", "until", "before", "limit"},
         .read = read_audit},
        {.method = "POST", .pattern = "/v1/deliveries/retry", .keys = {"ids"}, .act = retry_deliveries},
        {.method = "POST", .pattern = "/v1/deliveries/drop", .keys = {"ids"}, .act = drop_deliveries},
        {.method = "POST",
         .pattern = "/v1/replay",
         .keys = {"subscriber", "since", "until", "types", "states", "dry_run"},
         .act = replay},
        {.method = "POST",
         .pattern = "/v1/subscribers/{name}/pause",
         .keys = {"reason"},
         .act = pause_subscriber},
        {.method = "POST", .pattern = "/v1/subscribers/{name}/resume", .keys = {}, .act = resume_subscriber},
        {.method = "POST",
         .pattern = "/v1/subscribers/{name}/ping",
         .keys = {"wait_seconds"},
         .act = ping_subscriber},
        {.method = "POST", .pattern = "/v1/streams/{name}/poll", .keys = {}, .act = poll_stream},
        {.method = "POST", .pattern = "/v1/streams/{name}/rebaseline", .keys = {}, .act = rebaseline_stream},
        {.method = "POST", .pattern = "/v1/streams/{name}/release", .keys = {}, .act = release_stream},
        {.method = "POST", .pattern = "/v1/streams/{name}/drop", .keys = {}, .act = drop_stream},
        {.method = "POST", .pattern = "/v1/backup", .keys = {"file", "overwrite"}, .act = back_up},
    };
    return all;
}

std::string action_name(const Route& route)
{
    std::string name;
    auto rest = route.pattern.substr(std::string_view("/v1").size());
    while (rest.starts_with('/')) {
        const auto part = take_part(rest);
        if (part.starts_with('{')) continue;
        if (!name.empty()) name += ' ';
        name += part;
    }
    return name;
}

Match find_route(std::string_view method, std::string_view path)
{
    if (method == "HEAD") method = "GET";
    std::vector<std::string_view> allowed;
    for (const auto& route : routes()) {
        auto parts = match(route.pattern, path);
        if (!parts) continue;
        if (route.method == method) return {&route, std::move(*parts)};
        allowed.push_back(route.method);
    }
    if (allowed.empty()) throw Refusal(not_found, fmt::format("there is nothing at {}", path));
    const auto list = fmt::format("{}", fmt::join(allowed, ", "));
    throw Refusal(method_not_allowed, fmt::format("{} takes {}, not {}", path, list, method),
                  {{"allow", list}});
}

}  // namespace webhookd::control
