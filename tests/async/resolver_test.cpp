// Look-ups that hang, and a system without threads or descriptors to spare: the deadline holds, and other
// names do not wait (P5).

#include "webhookd/async/resolver.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <latch>

#include "support/io_test.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::async {
namespace {

using namespace std::chrono_literals;

const auto some_address = asio::ip::make_address("192.0.2.7");

/// Look-ups that block until open(), for names that begin with "hang".
class Gate
{
  public:
    ThreadResolver::LookUp look_up()
    {
        return [state = state_](const std::string& host) -> ThreadResolver::Result {
            ++state->calls;
            if (host.starts_with("hang")) state->opened.wait();
            return std::vector{some_address};
        };
    }
    void open() { state_->opened.count_down(); }
    int calls() const { return state_->calls; }

  private:
    struct State
    {
        std::latch opened{1};
        std::atomic<int> calls{0};
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();  // threads left behind hold it
};

class ThreadResolverTest : public test::IoTest
{
  protected:
    void TearDown() override { gate_.open(); }

    Gate gate_;
};

SteadyTime in(std::chrono::milliseconds time)
{
    return std::chrono::steady_clock::now() + time;
}

asio::awaitable<void> ask(Resolver& resolver, std::string host, SteadyTime deadline,
                          ThreadResolver::Result& out)
{
    out = co_await resolver.resolve(host, deadline);
}

TEST_F(ThreadResolverTest, ReturnsTheAddresses)
{
    ThreadResolver resolver(2, gate_.look_up());
    ThreadResolver::Result result;
    run(ask(resolver, "example.org", in(10s), result));
    EXPECT_EQ(result, std::vector{some_address});
}

TEST_F(ThreadResolverTest, NamesThatHangDelayNoOther)  // P5
{
    ThreadResolver resolver(2, gate_.look_up());
    ThreadResolver::Result result;
    auto body = [](Resolver& asked, ThreadResolver::Result& out) -> asio::awaitable<void> {
        auto executor = co_await asio::this_coro::executor;
        std::vector<ThreadResolver::Result> ignored(40);
        TaskGroup group(executor);
        for (std::size_t i = 0; i < ignored.size(); ++i)
            group.spawn(ask(asked, "hang" + std::to_string(i), in(60s), ignored[i]));
        co_await ask(asked, "example.org", in(60s), out);
        group.cancel();
        co_await group.join();
    };
    run(body(resolver, result));
    EXPECT_EQ(result, std::vector{some_address});
}

TEST_F(ThreadResolverTest, LocalhostIsThisMachineWhateverTheSystemKnows)
{
    ThreadResolver resolver;
    for (const auto* name : {"localhost", "nobody-ever-heard-of.localhost"}) {
        ThreadResolver::Result result;
        run(ask(resolver, name, in(10s), result));
        ASSERT_TRUE(result) << result.error();
        ASSERT_FALSE(result->empty());
        for (const auto& address : *result)
            EXPECT_TRUE(address.is_loopback());
    }
}

TEST_F(ThreadResolverTest, NoDescriptorIsNotTheFaultOfTheName)
{
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    auto none = before;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
    const auto result = look_up_host("localhost");
    setrlimit(RLIMIT_NOFILE, &before);
    ASSERT_FALSE(result);
    EXPECT_TRUE(result.error().starts_with(local_trouble)) << result.error();
}

/// Acts in a process of a user who may start no thread; its exit status is what `holds` said.
bool without_threads(const std::function<bool()>& holds)
{
    const auto child = fork();
    if (child == 0) {
        const rlimit none{.rlim_cur = 1, .rlim_max = 1};
        if (setreuid(54321, 54321) != 0 || setrlimit(RLIMIT_NPROC, &none) != 0) _exit(2);
        _exit(holds() ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(ThreadResolverTest, NoThreadIsNotTheFaultOfTheName)
{
    if (geteuid() != 0) GTEST_SKIP() << "needs a user of its own, whose threads are counted";
    EXPECT_TRUE(without_threads([this] {
        ThreadResolver resolver(4, gate_.look_up());
        ThreadResolver::Result result;
        run(ask(resolver, "healthy.example.org", in(10s), result));
        return !result && result.error().starts_with(local_trouble);
    }));
}

TEST_F(ThreadResolverTest, NamesThatDoNotExistSayWhy)
{
    ThreadResolver resolver(
        2, [](const std::string&) -> ThreadResolver::Result { throw std::runtime_error("why"); });
    ThreadResolver::Result result;
    run(ask(resolver, "nowhere.invalid", in(10s), result));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), "why");
}

TEST_F(ThreadResolverTest, DeadlineEndsTheWaitThoughTheLookUpHangs)  // CONTRIBUTING.md 4
{
    ThreadResolver resolver(2, gate_.look_up());
    ThreadResolver::Result result;
    run(ask(resolver, "hang.example.org", in(20ms), result));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), "the look-up took too long");
}

TEST_F(ThreadResolverTest, HangingNameHoldsOneThreadHoweverOftenItIsAsked)  // P5
{
    ThreadResolver resolver(2, gate_.look_up());
    ThreadResolver::Result result;
    for (int i = 0; i < 5; ++i) {
        run(ask(resolver, "hang.example.org", in(5ms), result));
        EXPECT_FALSE(result);
    }
    run(ask(resolver, "healthy.example.org", in(10s), result));
    EXPECT_TRUE(result);
    EXPECT_EQ(gate_.calls(), 2);
}

TEST_F(ThreadResolverTest, AskersOfOneNameShareALookUp)
{
    ThreadResolver resolver(2, gate_.look_up());
    ThreadResolver::Result one;
    ThreadResolver::Result other;
    TaskGroup group(io_.get_executor());
    group.spawn(ask(resolver, "hang.example.org", in(10s), one));
    group.spawn(ask(resolver, "hang.example.org", in(10s), other));
    auto open = [](Resolver& tool, Gate& gate, TaskGroup& tasks) -> asio::awaitable<void> {
        co_await tool.resolve("healthy.example.org", in(10s));
        gate.open();
        co_await tasks.join();
    };
    run(open(resolver, gate_, group));
    EXPECT_TRUE(one);
    EXPECT_TRUE(other);
    EXPECT_EQ(gate_.calls(), 2);
    gate_ = Gate();
}

TEST_F(ThreadResolverTest, CancellationEndsTheWait)
{
    ThreadResolver resolver(2, gate_.look_up());
    ThreadResolver::Result result;
    TaskGroup group(io_.get_executor());
    group.spawn(ask(resolver, "hang.example.org", in(1h), result));
    group.cancel();
    run(group.join());
}

TEST_F(ThreadResolverTest, DestructionLeavesHangingLookUpsBehind)
{
    {
        ThreadResolver resolver(2, gate_.look_up());
        ThreadResolver::Result result;
        run(ask(resolver, "hang.example.org", in(5ms), result));
    }
    gate_.open();
    gate_ = Gate();
}

}  // namespace
}  // namespace webhookd::async
