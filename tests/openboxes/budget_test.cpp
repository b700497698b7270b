// Politeness: the budget over everything, pauses, repetitions (P6, F-41, F-42, F-45).
#include "openboxes/backoff.hpp"
#include "openboxes/source_fixture.hpp"

namespace webhookd::openboxes {
namespace {

using namespace std::chrono_literals;

class Politeness : public SourceTest
{
  protected:
    ApiResult<JsonDocument> ask_products(core::Priority priority = core::Priority::ordinary)
    {
        auto request = get("/api/products", {{"max", "1"}});
        request.priority = priority;
        return await(client().request(request));
    }
    core::Duration elapsed(const std::function<void()>& what)
    {
        const auto before = clock_.steady();
        what();
        return std::chrono::duration_cast<core::Duration>(clock_.steady() - before);
    }
};

TEST_F(Politeness, NoWindowOfAMinuteHoldsMoreThanTheBudget)  // P6, F-42
{
    auto tight = settings();
    tight.requests_per_minute = 10;
    use(tight);
    for (int i = 0; i < 40; ++i) {
        if (i % 7 == 0) openboxes().sessions().clear();
        if (i % 5 == 0) openboxes().inject({.kind = FaultKind::unavailable, .path = "/api/products*"});
        std::ignore = ask_products(i % 2 == 0 ? core::Priority::confirm : core::Priority::bulk);
    }
    EXPECT_LE(openboxes().most_requests_in(60s), 10U);
}

TEST_F(Politeness, RetryAfterInSecondsIsObeyed)  // F-41
{
    openboxes().inject({.kind = FaultKind::too_many_requests, .path = "/api/products*", .retry_after = "17"});
    EXPECT_EQ(elapsed([&] { EXPECT_EQ(kind_of(ask_products()), "ok"); }), 17s);
}

TEST_F(Politeness, RetryAfterDateIsRelativeToTheServersOwnDate)  // F-16, F-41
{
    openboxes().options().date_skew = 1h;
    const auto date = simulator::http_date(clock_.now() + 1h + 20s);
    openboxes().inject({.kind = FaultKind::too_many_requests, .path = "/api/products*", .retry_after = date});
    EXPECT_EQ(elapsed([&] { EXPECT_EQ(kind_of(ask_products()), "ok"); }), 20s);
}

TEST_F(Politeness, AbsurdRetryAfterIsClampedToFifteenMinutesAndEndsTheCall)  // F-41
{
    openboxes().inject(
        {.kind = FaultKind::too_many_requests, .path = "/api/products*", .retry_after = "86400"});
    EXPECT_EQ(kind_of(ask_products()), "rate limited");
    EXPECT_EQ(elapsed([&] { EXPECT_EQ(kind_of(ask_products()), "ok"); }), 15min);
}

TEST_F(Politeness, PauseHoldsForEveryRequest)  // F-41: counted against all resources of this source
{
    openboxes().inject(
        {.kind = FaultKind::too_many_requests, .path = "/api/products*", .retry_after = "300"});
    std::ignore = ask_products();
    EXPECT_EQ(elapsed([&] { std::ignore = await(client().request(get("/api/locations"))); }), 300s);
}

TEST_F(Politeness, LimitWithoutAWordBacksOff)  // F-41
{
    openboxes().inject({.kind = FaultKind::too_many_requests, .path = "/api/products*", .times = 2});
    const auto waited = elapsed([&] { EXPECT_EQ(kind_of(ask_products()), "ok"); });
    EXPECT_GE(waited, 2500ms + 5s);
    EXPECT_LE(waited, 5s + 10s);
}

TEST_F(Politeness, HtmlOfAProxyIsRetriedAFewTimes)
{
    openboxes().inject({.kind = FaultKind::bad_gateway, .path = "/api/products*", .times = 3});
    EXPECT_EQ(kind_of(ask_products()), "ok");
}

TEST_F(Politeness, ServerThatStaysAwayIsUnreachableAfterFourTries)
{
    std::ignore = ask_products();
    openboxes().clear_log();
    openboxes().inject({.kind = FaultKind::unavailable, .path = "/api/products*", .times = 0});
    EXPECT_EQ(kind_of(ask_products()), "unreachable");
    EXPECT_EQ(openboxes().log().size(), 4U);
}

TEST_F(Politeness, FailedCallTellsWhatItCost)
{
    openboxes().inject({.kind = FaultKind::unavailable, .path = "/api/products*", .times = 0});
    const auto answer = ask_products();
    EXPECT_EQ(answer.error().requests, 5);
    EXPECT_EQ(client().counters().requests, 5U);
    EXPECT_EQ(client().counters().logins, 1U);
}

TEST_F(Politeness, ResetConnectionIsRetried)
{
    openboxes().inject({.kind = FaultKind::reset, .path = "/api/products*", .times = 2});
    EXPECT_EQ(kind_of(ask_products()), "ok");
}

TEST_F(Politeness, OtherSettingsForgetNothingOfTheLastMinute)  // P6
{
    auto tight = settings();
    tight.requests_per_minute = 10;
    use(tight);
    for (int i = 0; i < 30; ++i) {
        std::ignore = ask_products(core::Priority::confirm);
        client().change(tight, http_);
    }
    EXPECT_LE(openboxes().most_requests_in(60s), 10U);
    EXPECT_EQ(openboxes().count("/api/login"), 1U) << "the session is as good as before";
}

TEST_F(Politeness, OtherSettingsDoNotShortenAPause)  // F-41
{
    openboxes().inject(
        {.kind = FaultKind::too_many_requests, .path = "/api/products*", .retry_after = "600"});
    EXPECT_EQ(kind_of(ask_products()), "rate limited");
    client().change(settings(), http_);
    EXPECT_EQ(elapsed([&] { EXPECT_EQ(kind_of(ask_products()), "ok"); }), 10min);
}

TEST_F(Politeness, TruncatedAnswerIsNoAnswer)  // F-8
{
    openboxes().inject({.kind = FaultKind::truncated, .path = "/api/products*", .times = 0});
    EXPECT_EQ(kind_of(ask_products()), "unreachable");
}

TEST_F(Politeness, MissingLastChunkIsNoAnswer)  // F-8
{
    openboxes().inject({.kind = FaultKind::unterminated, .path = "/api/products*", .times = 0});
    EXPECT_EQ(kind_of(ask_products()), "unreachable");
}

TEST_F(Politeness, DrippingServerMeetsTheDeadlineOfTheWholeAnswer)  // F-45
{
    auto hasty = settings();
    hasty.request_timeout = 200ms;
    use(hasty);
    for (int i = 0; i < 20; ++i)
        world().create_product();
    openboxes().inject({.kind = FaultKind::drip, .path = "/api/products*", .interval = 5ms});
    const auto answer = await(client().request(get("/api/products")));
    EXPECT_EQ(kind_of(answer), "unreachable");
    EXPECT_NE(answer.error().detail.find("timeout"), std::string::npos) << answer.error().detail;
}

TEST_F(Politeness, EndlessAnswerIsCutAtTheLimit)
{
    auto small = settings();
    small.max_answer_bytes = 100'000;
    use(small);
    openboxes().inject({.kind = FaultKind::endless, .path = "/api/products*"});
    const auto answer = ask_products();
    EXPECT_EQ(kind_of(answer), "bad answer");
    for (const auto* key : {"openboxes.max_answer_size", "openboxes.page_size"})
        EXPECT_TRUE(answer.error().detail.contains(key)) << answer.error().detail;
}

TEST(Backoff, RepetitionsWaitWithFullJitterUpToThirtySeconds)
{
    EXPECT_EQ(retry_delay(1, 0), 0ms);
    EXPECT_EQ(retry_delay(1, 0.5), 500ms);
    EXPECT_EQ(retry_delay(3, 0.5), 2s);
    EXPECT_EQ(retry_delay(30, 0.5), 15s);
}

TEST(Backoff, PauseIsClamped)  // F-41
{
    EXPECT_EQ(pause_after_limit(1, 0ms, 0), 1s);
    EXPECT_EQ(pause_after_limit(1, 86'400s, 0), 15min);
    EXPECT_EQ(pause_after_limit(9, 30s, 0), 30s);
    EXPECT_EQ(pause_after_limit(1, std::nullopt, 0), 5s);
    EXPECT_EQ(pause_after_limit(20, std::nullopt, 0), 15min);
}

TEST(LoginBreaker, RestsLongerAfterEachRefusalUpToAnHour)  // F-44
{
    LoginBreaker breaker;
    auto now = LoginBreaker::Instant() + 1h;
    breaker.refused(now);
    EXPECT_FALSE(breaker.blocked_until(now));
    for (const auto rest : {5min, 10min, 20min, 40min, 60min, 60min}) {
        breaker.refused(now);
        EXPECT_EQ(breaker.blocked_until(now), now + rest);
        now += rest;
        EXPECT_FALSE(breaker.blocked_until(now));
    }
    breaker.proven();
    breaker.refused(now);
    EXPECT_FALSE(breaker.blocked_until(now));
}

}  // namespace
}  // namespace webhookd::openboxes
