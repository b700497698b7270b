// From the second refusal in a row on, each doubles the time without a login, up to an hour; one answered
// request of a session forgets them all.

#include "openboxes/login_breaker.hpp"

#include "webhookd/core/retry.hpp"

namespace webhookd::openboxes {

namespace {

constexpr int free_refusals = 2;
constexpr std::chrono::minutes shortest{5};
constexpr std::chrono::minutes longest{60};

}  // namespace

std::optional<LoginBreaker::Instant> LoginBreaker::blocked_until(Instant now) const
{
    if (now >= open_until_) return std::nullopt;
    return open_until_;
}

void LoginBreaker::refused(Instant now)
{
    ++refusals_;
    if (refusals_ >= free_refusals)
        open_until_ = now + core::doubled(shortest, refusals_ - free_refusals, longest);
}

void LoginBreaker::proven()
{
    refusals_ = 0;
    open_until_ = {};
}

}  // namespace webhookd::openboxes
