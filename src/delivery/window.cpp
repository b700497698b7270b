// Looks into the table only when it may hold something new. A probe is chosen anew each time: the next in
// turn, unless an event type that no probe has tried can be found.

#include "delivery/window.hpp"

#include <algorithm>
#include <utility>

namespace webhookd::delivery {

namespace {

/// Among so many of the next, and of the newest, is a probe of another type looked for.
constexpr int probe_choice = 100;

}  // namespace

Window::Window(store::DeliveryTable& table, std::int64_t subscriber_id, std::size_t capacity)
    : table_(table), subscriber_id_(subscriber_id), capacity_(capacity)
{
}

std::optional<store::DueDelivery> Window::take(core::Timestamp now)
{
    if (next_ == loaded_.size()) load(now);
    if (next_ == loaded_.size()) return std::nullopt;
    auto delivery = std::move(loaded_[next_++]);
    in_flight_.push_back({delivery.id, delivery.chain});
    return delivery;
}

std::optional<store::DueDelivery> Window::take_probe(core::Timestamp now)
{
    forget();
    const auto chosen = choose_probe(now);
    if (!chosen) return std::nullopt;
    auto delivery = table_.load_due(chosen->id);
    if (delivery) in_flight_.push_back({delivery->id, delivery->chain});
    return delivery;
}

void Window::finish(std::int64_t delivery_id)
{
    const auto found = std::ranges::find(in_flight_, delivery_id, &store::InFlight::id);
    if (found == in_flight_.end()) return;
    *found = in_flight_.back();
    in_flight_.pop_back();
}

void Window::look_again()
{
    worth_looking_ = true;
    next_due_.reset();
}

void Window::forget()
{
    loaded_ = {};
    next_ = 0;
    look_again();
}

std::optional<core::Timestamp> Window::next_due()
{
    if (next_ < loaded_.size()) return core::Timestamp::min();
    if (!next_due_) next_due_ = table_.next_due_at(subscriber_id_, in_flight_);
    return *next_due_;
}

void Window::load(core::Timestamp now)
{
    if (!worth_looking_) return;
    loaded_ = table_.due(subscriber_id_, now, static_cast<int>(capacity_), in_flight_);
    next_ = 0;
    next_due_.reset();
    worth_looking_ = loaded_.size() == capacity_;
}

std::optional<store::ProbeCandidate> Window::choose_probe(core::Timestamp now)
{
    auto next = table_.next_probes(subscriber_id_, last_in_turn_, probe_choice, in_flight_);
    if (next.empty() && last_in_turn_) {
        last_in_turn_.reset();
        next = table_.next_probes(subscriber_id_, last_in_turn_, probe_choice, in_flight_);
    }
    if (next.empty()) return std::nullopt;
    const auto is_new = [&](const store::ProbeCandidate& candidate) {
        return std::ranges::find(probed_types_, candidate.type) == probed_types_.end();
    };
    auto chosen = next.front();
    auto found = std::ranges::find_if(next, is_new);
    if (found != next.end()) {
        chosen = *found;
    } else {
        const auto newest = table_.newest_probes(subscriber_id_, now, probe_choice, in_flight_);
        const auto other = std::ranges::find_if(newest, is_new);
        if (other != newest.end())
            chosen = *other;
        else
            probed_types_.clear();
    }
    if (chosen.id == next.front().id) last_in_turn_ = chosen;
    probed_types_.push_back(chosen.type);
    return chosen;
}

}  // namespace webhookd::delivery
