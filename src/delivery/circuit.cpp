#include "delivery/circuit.hpp"

#include <algorithm>
#include <utility>

namespace webhookd::delivery {

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
    if (failures_ == 0) first_failed_ = delivery_id;
    if (delivery_id != first_failed_) several_failed_ = true;
    ++failures_;
    if (failures_ < failures_to_open || !several_failed_) return false;
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

bool Circuit::succeed()
{
    failures_ = 0;
    several_failed_ = false;
    return std::exchange(next_probe_, std::nullopt).has_value();
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
