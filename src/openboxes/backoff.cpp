// Doubling up to a limit. Of a repetition's delay all is random, of a pause at most half; what the server
// asked for is only bounded.

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

}  // namespace webhookd::openboxes
