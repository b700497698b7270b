// The most overdue list is polled first. Who scans, and who waits to, are one queue: its first entries scan;
// who is preferred moves up among those that wait.

#include "poll/turns.hpp"

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

bool ScanTurns::take(std::string_view stream)
{
    if (names_.emplace(stream).second) queue_.push_back({.stream = std::string(stream)});
    return is_scanning(stream);
}

void ScanTurns::prefer(std::string_view stream)
{
    if (!holds(stream) || is_scanning(stream)) return;
    const auto from = std::ranges::find(queue_, stream, &Turn::stream);
    from->preferred = true;
    const auto waiting = queue_.begin() + static_cast<std::ptrdiff_t>(at_once_);
    const auto to = std::find_if_not(waiting, from, [](const Turn& turn) { return turn.preferred; });
    std::rotate(to, from, from + 1);
}

std::vector<std::string> ScanTurns::end(std::string_view stream)
{
    const auto name = names_.find(stream);
    if (name == names_.end()) return {};
    names_.erase(name);
    queue_.erase(std::ranges::find(queue_, stream, &Turn::stream));
    std::vector<std::string> next;
    for (std::size_t i = 0; i < std::min(at_once_, queue_.size()); ++i)
        next.push_back(queue_[i].stream);
    return next;
}

bool ScanTurns::is_scanning(std::string_view stream) const
{
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(at_once_, queue_.size()));
    return std::ranges::find(queue_.begin(), end, stream, &Turn::stream) != end;
}

std::map<std::string_view, std::size_t> ScanTurns::places() const
{
    std::map<std::string_view, std::size_t> places;
    for (const auto& turn : queue_)
        places.emplace(turn.stream, places.size());
    return places;
}

}  // namespace webhookd::poll
