#pragma once
// The fixture of tests with coroutines. It runs the test's coroutine on one io_context and then insists that
// the io_context ran out of work, so a leaked coroutine, socket or timer fails the test. A watchdog turns a
// hang into a failure.

#include <exception>
#include <functional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace webhookd::test {

namespace asio = boost::asio;

class IoTest : public ::testing::Test
{
  protected:
    /// Registers what must be stopped before the io_context can run out of work (servers, mostly); runs when
    /// the test's coroutine has ended, the last registered first.
    void at_end(std::function<void()> stop) { at_end_.push_back(std::move(stop)); }

    /// Runs the coroutine to its end, then the at_end() functions, then all work that is left.
    /// An exception of the coroutine fails the test.
    void run(asio::awaitable<void> body)
    {
        std::exception_ptr failure;
        auto ended = [this, &failure](std::exception_ptr thrown) {
            failure = std::move(thrown);
            while (!at_end_.empty()) {
                auto stop = std::move(at_end_.back());
                at_end_.pop_back();
                stop();
            }
        };
        asio::co_spawn(io_, std::move(body), ended);
        io_.restart();
        io_.run_for(watchdog_);
        ASSERT_TRUE(io_.stopped()) << "the io_context still has work after " << watchdog_.count() << " s";
        if (failure) std::rethrow_exception(failure);
    }

    asio::io_context io_;
    std::chrono::seconds watchdog_{100};  ///< generous: sanitizers, and loaded machines

  private:
    std::vector<std::function<void()>> at_end_;
};

}  // namespace webhookd::test
