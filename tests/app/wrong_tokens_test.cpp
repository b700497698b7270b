// Wrong tokens are all counted, but fill no log.

#include "app/web_listener.hpp"

#include <sstream>

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include "support/manual_clock.hpp"

namespace webhookd::app {
namespace {

TEST(WrongTokens, AreCountedEachTimeAndLoggedOnceAMinute)
{
    std::ostringstream text;
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text);
    sink->set_pattern("%v");
    test::ManualClock clock;
    control::Metrics metrics("1.2.3", *core::Rulebook::built_in());
    WrongTokens tokens(metrics, clock, std::make_shared<spdlog::logger>("test", sink));

    for (int i = 0; i < 3; ++i)
        tokens.note("192.0.2.1");
    clock.advance(std::chrono::minutes(1));
    tokens.note("192.0.2.2");

    EXPECT_EQ(text.str(), "wrong token from=192.0.2.1 count=1\nwrong token from=192.0.2.2 count=3\n");
    EXPECT_TRUE(metrics.text({}).contains("webhookd_wrong_tokens_total 4\n"));
}

}  // namespace
}  // namespace webhookd::app
