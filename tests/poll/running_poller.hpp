#pragma once
// A poller that runs while the test looks at it.

#include <algorithm>
#include <functional>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {

class RunningPoller : public PollerTest
{
  protected:
    void TearDown() override
    {
        stop_poller();
        PollerTest::TearDown();
    }

    void run_poller()
    {
        start();
        ended_ = false;
        asio::co_spawn(
            io_, poller_->run(),
            asio::bind_cancellation_slot(stop_.slot(), [this](const std::exception_ptr&) { ended_ = true; }));
    }

    void stop_poller()
    {
        stop_.emit(asio::cancellation_type::terminal);
        until([this] { return ended_; });
    }

    /// Lets things happen until `holds`.
    void until(const std::function<bool()>& holds)
    {
        io_.restart();
        while (!holds()) {
            if (io_.run_one_for(20s) == 0) throw std::runtime_error("a test hangs");
        }
    }

    bool is_baselined()
    {
        const auto streams = store_->read().streams.all();
        return streams.size() >= 9 && std::ranges::all_of(streams, &has_baseline);
    }
    bool is_polled(std::string_view stream)
    {
        return std::ranges::find(listener_.polls, stream, &store::PollRecord::stream) !=
               listener_.polls.end();
    }
    static bool has_baseline(const store::StreamRecord& stream) { return stream.baselined_at.has_value(); }

    /// Those that were committed.
    std::ptrdiff_t baselines() const
    {
        return std::ranges::count_if(listener_.polls, [](const store::PollRecord& poll) {
            return poll.reach == "baseline" && poll.outcome == store::PollOutcome::ok;
        });
    }

  private:
    asio::cancellation_signal stop_;
    bool ended_ = true;
};

}  // namespace webhookd::poll
