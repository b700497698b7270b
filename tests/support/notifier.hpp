#pragma once
// "Wake me when this holds": how tests wait for an event of the program instead of for time to pass.
// For one thread, that of the io_context.

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace webhookd::test {

namespace asio = boost::asio;

class Notifier
{
  public:
    explicit Notifier(asio::io_context& context) : state_(std::make_shared<State>(context)) {}
    ~Notifier() { close(); }
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    /// Every waiting coroutine looks at its condition again.
    void notify() { state_->timer.cancel(); }

    /// Ends every wait, now and later, with operation_aborted; its condition is not looked at any more.
    void close()
    {
        state_->closed = true;
        state_->timer.cancel();
    }

    /// Returns once `holds()`; looks at it now and after each notify(). Cancellable.
    asio::awaitable<void> wait_until(std::function<bool()> holds) { return wait(state_, std::move(holds)); }

  private:
    struct State
    {
        explicit State(asio::io_context& context) : timer(context, asio::steady_timer::time_point::max()) {}
        asio::steady_timer timer;
        bool closed = false;
    };

    static asio::awaitable<void> wait(std::shared_ptr<State> state, std::function<bool()> holds)
    {
        for (;;) {
            if (state->closed) throw boost::system::system_error(asio::error::operation_aborted);
            if (holds()) co_return;
            co_await state->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }

    std::shared_ptr<State> state_;
};

}  // namespace webhookd::test
