#pragma once
// The circuit around the source (F-47): after some failures in a row that say "the server is not there",
// nothing is asked but one probe at a time, until one succeeds. A pure state machine.

#include <chrono>

namespace webhookd::poll {

class SourceCircuit
{
  public:
    using Instant = std::chrono::steady_clock::time_point;

    /// True when a poll may begin at `now`. When the circuit is open and its pause has passed, the caller is
    /// the probe and no other poll may begin until it reports.
    bool admit(Instant now);

    /// Outcome of an admitted poll. `reached`: the server answered, however badly. Returns true when the
    /// circuit opened or closed by it. One that failed and was admitted before the circuit opened changes
    /// nothing.
    bool report(bool reached, Instant now);

    /// Whoever asked was stopped and will not report; there are other settings, so that the next may ask at
    /// once.
    void start_over(Instant now);

    bool is_open() const { return open_; }
    /// When the next probe may begin; meaningful while open.
    Instant next_probe() const { return next_probe_; }

  private:
    static constexpr int failures_until_open = 5;
    static constexpr std::chrono::seconds first_pause{15};
    static constexpr std::chrono::seconds longest_pause{300};

    bool open_ = false;
    bool probing_ = false;
    int failures_ = 0;
    std::chrono::seconds pause_{first_pause};
    Instant next_probe_{};
};

}  // namespace webhookd::poll
