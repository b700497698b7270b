// Failures in a row open it; then there is one probe at a time, and each that fails doubles the pause
// before the next.

#include "poll/source_circuit.hpp"

#include <algorithm>

namespace webhookd::poll {

bool SourceCircuit::admit(Instant now)
{
    if (!open_) return true;
    if (probing_ || now < next_probe_) return false;
    probing_ = true;
    return true;
}

bool SourceCircuit::report(bool reached, Instant now)
{
    const bool was_open = open_;
    // Of a poll that was under way when it opened: no news, and no reason for a longer pause.
    if (!reached && open_ && !probing_) return false;
    probing_ = false;
    if (reached) {
        open_ = false;
        failures_ = 0;
        pause_ = first_pause;
        return was_open;
    }
    ++failures_;
    if (!open_ && failures_ < failures_until_open) return false;
    if (was_open) pause_ = std::min(pause_ * 2, longest_pause);
    open_ = true;
    next_probe_ = now + pause_;
    return !was_open;
}

void SourceCircuit::start_over(Instant now)
{
    probing_ = false;
    next_probe_ = std::min(next_probe_, now);
}

}  // namespace webhookd::poll
