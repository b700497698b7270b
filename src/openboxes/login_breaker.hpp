#pragma once
// No login loop (F-44): an account that is tried again and again gets locked. After two refused logins no
// further one is sent for 5 minutes, then one, then none for 10 minutes, and so on up to an hour. Pure.

#include <chrono>
#include <optional>

namespace webhookd::openboxes {

class LoginBreaker
{
  public:
    using Instant = std::chrono::steady_clock::time_point;

    /// Null when a login may be sent now, else when the next one may.
    std::optional<Instant> blocked_until(Instant now) const;

    /// A login was refused, or accepted and yet no session came of it.
    void refused(Instant now);

    /// A request of a logged-in session was answered: the account is good.
    void proven();

  private:
    int refusals_ = 0;
    Instant open_until_{};
};

}  // namespace webhookd::openboxes
