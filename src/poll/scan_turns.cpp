#include "poll/scan_turns.hpp"

#include <algorithm>

namespace webhookd::poll {

bool ScanTurns::take(std::string_view stream)
{
    if (!before(stream)) queue_.emplace_back(stream);
    return is_scanning(stream);
}

std::vector<std::string> ScanTurns::end(std::string_view stream)
{
    if (std::erase(queue_, stream) == 0) return {};
    const auto scanning = std::min(at_once_, queue_.size());
    return {queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(scanning)};
}

std::optional<std::size_t> ScanTurns::before(std::string_view stream) const
{
    const auto place = std::ranges::find(queue_, stream);
    if (place == queue_.end()) return std::nullopt;
    return static_cast<std::size_t>(place - queue_.begin());
}

}  // namespace webhookd::poll
