// What counts as late, the sentence about the stream that waits longest, and the fact in the state file by
// which it is told once.

#include "poll/lateness.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace webhookd::poll {
namespace {

constexpr int times_the_promise = 3;
constexpr core::Duration least_lateness = std::chrono::minutes(10);

}  // namespace

bool is_late(const Waiting& stream)
{
    return stream.waited > std::max(least_lateness, stream.promised * times_the_promise);
}

std::optional<Json> find_late(const std::vector<Waiting>& streams, core::Timestamp now)
{
    int late = 0;
    const Waiting* worst = nullptr;
    for (const auto& stream : streams) {
        if (!is_late(stream)) continue;
        ++late;
        if (!worst || stream.waited > worst->waited) worst = &stream;
    }
    if (!worst) return std::nullopt;
    const auto waited = std::chrono::floor<std::chrono::minutes>(worst->waited);
    const auto place = worst->facility.empty() ? std::string() : " of " + worst->facility;
    auto reason = fmt::format("{} of {} streams; {}{} was not read for {}", late, streams.size(), worst->name,
                              place, core::format_duration(waited));
    if (!worst->error.empty()) reason += ": " + worst->error;
    return Json{{"reason", std::move(reason)},
                {"since", core::format_timestamp(now)},
                {"streams", late},
                {"worst", worst->name}};
}

}  // namespace webhookd::poll
