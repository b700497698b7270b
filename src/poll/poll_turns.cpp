// The most overdue list goes first.

#include "poll/poll_turns.hpp"

#include <algorithm>

namespace webhookd::poll {

bool PollTurns::take(std::string_view stream, Instant due, core::Duration interval, Instant now)
{
    if (polled_.contains(stream)) return true;
    waiting_.insert_or_assign(std::string(stream), Waiting{due, interval});
    if (next(now) != stream) return false;
    waiting_.erase(waiting_.find(stream));
    polled_.emplace(stream);
    return true;
}

void PollTurns::end(std::string_view stream)
{
    if (const auto found = polled_.find(stream); found != polled_.end()) polled_.erase(found);
    if (const auto found = waiting_.find(stream); found != waiting_.end()) waiting_.erase(found);
}

std::optional<std::string> PollTurns::next(Instant now) const
{
    if (polled_.size() >= at_once_ || waiting_.empty()) return std::nullopt;
    const auto overdue = [now](const auto& entry) {
        const auto& [due, interval] = entry.second;
        return std::chrono::duration<double>(now - due) / std::chrono::duration<double>(interval);
    };
    return std::ranges::max_element(waiting_, {}, overdue)->first;
}

void PollTurns::clear()
{
    waiting_.clear();
    polled_.clear();
}

}  // namespace webhookd::poll
