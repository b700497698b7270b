// Doubling up to a limit. Of a repetition's delay all is random, of a pause at most half; what the server
// asked for is only bounded. From the second refused login in a row on, each doubles the time without one;
// one answered request of a session forgets them all.

#include "openboxes/backoff.hpp"

#include <algorithm>

#include "webhookd/core/retry.hpp"

namespace webhookd::openboxes {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds retry_base{1'000};
constexpr milliseconds retry_cap{30'000};
constexpr milliseconds pause_base{5'000};
constexpr milliseconds pause_least{1'000};
constexpr milliseconds pause_most{15 * 60'000};

constexpr int free_refusals = 2;
constexpr std::chrono::minutes shortest_block{5};
constexpr std::chrono::minutes longest_block{60};

core::Duration share(core::Duration whole, double part)
{
    return core::Duration(static_cast<core::Duration::rep>(static_cast<double>(whole.count()) * part));
}

}  // namespace

core::Duration retry_delay(int attempt, double random)
{
    return share(core::doubled(retry_base, attempt - 1, retry_cap), random);
}

core::Duration pause_after_limit(int in_a_row, std::optional<core::Duration> asked, double random)
{
    if (asked) return std::clamp(*asked, core::Duration(pause_least), core::Duration(pause_most));
    const auto whole = core::doubled(pause_base, in_a_row - 1, pause_most);
    return std::max(core::Duration(pause_least), whole - share(whole, random / 2));
}

std::optional<LoginBreaker::Instant> LoginBreaker::blocked_until(Instant now) const
{
    if (now >= open_until_) return std::nullopt;
    return open_until_;
}

void LoginBreaker::refused(Instant now)
{
    ++refusals_;
    if (refusals_ >= free_refusals)
        open_until_ = now + core::doubled(shortest_block, refusals_ - free_refusals, longest_block);
}

void LoginBreaker::proven()
{
    refusals_ = 0;
    open_until_ = {};
}

}  // namespace webhookd::openboxes
