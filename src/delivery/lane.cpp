// What the rest of the program may ask of a lane and tell it to do. Its loop is in lane_state.cpp, its
// workers are in lane_work.cpp.

#include "webhookd/delivery/lane.hpp"

#include <exception>
#include <utility>

#include "delivery/health.hpp"
#include "delivery/lane_state.hpp"

namespace webhookd::delivery {

Lane::Lane(const asio::any_io_executor& executor, store::Store& store, async::Clock& clock,
           async::Random& random, Listener& listener, LaneSettings settings,
           std::unique_ptr<Destination> destination)
    : state_(std::make_unique<State>(executor, store, clock, random, listener, std::move(settings),
                                     std::move(destination)))
{
}

Lane::~Lane() = default;

void Lane::take_over(const Lane& earlier)
{
    state_->put_off_deliveries = earlier.state_->put_off_deliveries;
    if (state_->destination->address() == earlier.state_->destination->address())
        state_->gate.take_over(earlier.state_->gate, state_->clock.steady());
}

asio::awaitable<void> Lane::run()
{
    std::exception_ptr failure;
    try {
        co_await state_->loop();
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        state_->stopping = true;
        state_->group.cancel();
    }
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await state_->group.join();
    if (failure) std::rethrow_exception(failure);
}

void Lane::wake()
{
    state_->window.forget();
    state_->flag.notify();
}

void Lane::drain()
{
    state_->draining = true;
    state_->flag.notify();
}

asio::awaitable<void> Lane::pause(std::string reason)
{
    note_held(state_->row, std::move(reason), state_->clock.now());
    co_await state_->save_row({});
}

asio::awaitable<void> Lane::resume()
{
    note_released(state_->row, state_->clock.now());
    state_->gate.start_over();
    co_await state_->save_row(std::exchange(state_->put_off_deliveries, {}));
    wake();
}

LaneStatus Lane::status() const
{
    LaneStatus status;
    status.name = state_->settings.name;
    status.state = state_->row.state;
    status.reason = state_->row.reason;
    if (!state_->settings.enabled) {
        status.state = store::LaneState::held;
        status.reason = "disabled in the configuration";
    }
    status.in_flight = state_->in_flight;
    const auto until = state_->gate.paused_until();
    if (until > state_->clock.steady()) status.paused_until = state_->to_wall(until);
    status.trouble = state_->trouble;
    return status;
}

const LaneSettings& Lane::settings() const
{
    return state_->settings;
}

}  // namespace webhookd::delivery
