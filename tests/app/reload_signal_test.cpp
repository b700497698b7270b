// SIGHUP while a reload is under way: however many come, there is one more reload.

#include "app/reload_signal.hpp"

#include <csignal>

#include "support/io_test.hpp"
#include "support/notifier.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::app {
namespace {

class ReloadSignalTest : public test::IoTest
{
  public:
    asio::awaitable<void> act()
    {
        ++acts;
        changed.notify();
        co_await changed.wait_until([this] { return !held; });
    }

    using IoTest::io_;
    ReloadSignal signal{io_};
    test::Notifier changed{io_};
    int acts = 0;
    bool held = false;
};

TEST_F(ReloadSignalTest, SignalsDuringAnActAreTogetherOneMore)
{
    run([](ReloadSignalTest& t) -> asio::awaitable<void> {
        async::TaskGroup group(t.io_.get_executor());
        group.spawn(t.signal.serve([&t] { return t.act(); }));
        t.held = true;
        std::raise(SIGHUP);
        co_await t.changed.wait_until([&t] { return t.acts == 1; });
        for (int i = 0; i < 100; ++i)
            std::raise(SIGHUP);
        for (int turn = 0; turn < 200; ++turn)
            co_await asio::post(t.io_, asio::use_awaitable);
        t.held = false;
        t.changed.notify();
        co_await t.changed.wait_until([&t] { return t.acts == 2; });
        for (int turn = 0; turn < 200; ++turn)
            co_await asio::post(t.io_, asio::use_awaitable);
        EXPECT_EQ(t.acts, 2);
        group.cancel();
        co_await group.join();
    }(*this));
}

}  // namespace
}  // namespace webhookd::app
