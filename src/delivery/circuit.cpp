// Counts failures in a row, and remembers who had failed before the last success: when one of these fails
// again, the endpoint refuses some deliveries and not all.

#include "delivery/circuit.hpp"

#include <algorithm>
#include <utility>

namespace webhookd::delivery {

namespace {

constexpr std::size_t longest_memory = 1024;

bool contains(const std::vector<std::int64_t>& ids, std::int64_t id)
{
    return std::ranges::find(ids, id) != ids.end();
}

}  // namespace

Circuit::Circuit(core::Duration probe_interval_max) : interval_max_(probe_interval_max)
{
    interval_ = std::min(first_probe_after, interval_max_);
}

bool Circuit::fail(std::int64_t delivery_id, bool probe, async::SteadyTime now)
{
    if (is_open()) {
        if (probe) defer(now);
        return false;
    }
    if (contains(outstripped_, delivery_id)) selective_until_ = last_success_ + selective_for;
    if (failed_.size() < longest_memory && !contains(failed_, delivery_id)) failed_.push_back(delivery_id);
    if (failures_ == 0) first_failed_ = delivery_id;
    if (delivery_id != first_failed_) several_failed_ = true;
    ++failures_;
    if (failures_ < failures_to_open || !several_failed_) return false;
    if (is_selective(now)) {
        paced_until_ = now + selective_pace;
        return false;
    }
    interval_ = std::min(first_probe_after, interval_max_);
    next_probe_ = now + interval_;
    return true;
}

void Circuit::defer(async::SteadyTime now)
{
    if (!is_open()) return;
    interval_ = std::min(interval_ * 2, interval_max_);
    next_probe_ = now + interval_;
}

bool Circuit::succeed(std::int64_t delivery_id, async::SteadyTime now)
{
    failures_ = 0;
    several_failed_ = false;
    last_success_ = now;
    if (!failed_.empty()) outstripped_ = std::exchange(failed_, {});
    if (!outstripped_.empty()) std::erase(outstripped_, delivery_id);
    return std::exchange(next_probe_, std::nullopt).has_value();
}

void Circuit::reset()
{
    *this = Circuit(interval_max_);
}

void Circuit::reopen(async::SteadyTime now)
{
    interval_ = std::min(first_probe_after, interval_max_);
    next_probe_ = now;
}

void Circuit::take_over(const Circuit& earlier, async::SteadyTime now)
{
    const auto interval_max = interval_max_;
    *this = earlier;
    interval_max_ = interval_max;
    interval_ = std::min(interval_, interval_max_);
    if (next_probe_) next_probe_ = std::min(*next_probe_, now + interval_max_);
}

}  // namespace webhookd::delivery
