#include "delivery/window.hpp"

#include <algorithm>
#include <utility>

namespace webhookd::delivery {

namespace {

/// After so many probes the rotation starts over.
constexpr std::size_t longest_rotation = 64;

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
    if (probed_.size() >= longest_rotation) probed_.clear();
    auto delivery = find_unprobed(now);
    if (!delivery && !probed_.empty()) {
        probed_.clear();
        delivery = find_unprobed(now);
    }
    if (!delivery) return std::nullopt;
    probed_.push_back(delivery->id);
    in_flight_.push_back({delivery->id, delivery->chain});
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

std::optional<store::DueDelivery> Window::find_unprobed(core::Timestamp now)
{
    auto excluded = in_flight_;
    for (const auto id : probed_)
        excluded.push_back({.id = id, .chain = std::nullopt});
    auto found = table_.due(subscriber_id_, now, 1, excluded);
    if (found.empty()) found = table_.due(subscriber_id_, core::Timestamp::max(), 1, excluded);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

}  // namespace webhookd::delivery
