// The HTTP listener over real sockets.

#include "webhookd/control/web.hpp"

#include <optional>
#include <regex>
#include <stdexcept>

#include "control/page.hpp"
#include "http/client_fixture.hpp"
#include "support/manual_clock.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::control {
namespace {

using tcp = asio::ip::tcp;

asio::awaitable<http::ServerAnswer> echo_api(http::ServerRequest request, Caller caller)
{
    co_return http::ServerAnswer{
        .status = 200,
        .headers = {{"content-type", "application/json"}},
        .body = request.method + " " + request.target + " " + request.body + " by " + caller.name};
}

class WebTest : public http::ClientTest
{
  protected:
    WebTest()
        : web_({.listen_address = asio::ip::make_address("127.0.0.1"),
                .token = core::SecretText("0123456789abcdef")},
               {.metrics = [this] { return metrics_; },
                .troubles = [this] { return troubles_; },
                .wrong_token = [this](const std::string& peer) { wrong_.push_back(peer); },
                .api = echo_api},
               clock_)
    {
    }

    /// The answer to one request of its own server.
    http::Answer ask(const std::string& method, const std::string& target, http::Headers headers = {},
                     std::string body = {})
    {
        tcp::acceptor acceptor(io_, {asio::ip::address_v4::loopback(), 0});
        auto request = get("http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + target);
        request.method = method;
        request.headers = std::move(headers);
        request.body = std::move(body);
        group_.emplace(io_.get_executor());
        group_->spawn(http::serve(std::move(acceptor),
                                  [this](http::ServerRequest asked) { return web_.answer(std::move(asked)); },
                                  {}));
        group_->spawn(let_time_pass());
        at_end([this] { group_->cancel(); });
        auto outcome = send(std::move(request));
        if (!outcome) throw std::runtime_error(outcome.error().detail);
        return *outcome;
    }

    /// Who waits, waits no longer than it said.
    asio::awaitable<void> let_time_pass()
    {
        co_await clock_.until_sleepers(1);
        waited_ = *clock_.next_deadline() - clock_.steady();
        clock_.advance_to_next();
    }

    static std::string header(const http::Answer& answer, const char* name)
    {
        return std::string(http::find_header(answer.headers, name).value_or("(none)"));
    }

    std::string metrics_ = "up 1\n";
    std::vector<std::string> troubles_;
    async::SteadyTime::duration waited_{0};
    std::vector<std::string> wrong_;  ///< who showed a wrong token
    test::ManualClock clock_;
    Web web_;
    std::optional<async::TaskGroup> group_;
};

TEST_F(WebTest, ShowsMetricsInPrometheusFormat)
{
    const auto answer = ask("GET", "/metrics");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "up 1\n");
    EXPECT_EQ(header(answer, "content-type"), "text/plain; version=0.0.4; charset=utf-8");
}

TEST_F(WebTest, IsAliveWhileItAnswers)
{
    EXPECT_EQ(ask("GET", "/healthz").status, 200);
}

TEST_F(WebTest, IsReadyWithoutTroubles)
{
    EXPECT_EQ(ask("GET", "/readyz").status, 200);
}

TEST_F(WebTest, SaysWhyItIsNotReady)  // F-38
{
    troubles_ = {"the state file cannot be written", "the daemon is stopping"};
    const auto answer = ask("GET", "/readyz");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, "the state file cannot be written\nthe daemon is stopping\n");
}

TEST_F(WebTest, HeadAnswersWithoutABody)
{
    const auto answer = ask("HEAD", "/metrics");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "");
}

TEST_F(WebTest, UnknownPathIs404AndSaysWhatThereIs)
{
    const auto answer = ask("GET", "/metric");
    EXPECT_EQ(answer.status, 404);
    EXPECT_NE(answer.body.find("/metrics"), std::string::npos);
}

TEST_F(WebTest, QueryDoesNotChangeThePath)
{
    EXPECT_EQ(ask("GET", "/healthz?verbose=1").status, 200);
}

TEST_F(WebTest, WhatCanOnlyBeReadAnswers405)
{
    const auto answer = ask("POST", "/metrics", {{"authorization", "Bearer 0123456789abcdef"}});
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(header(answer, "allow"), "GET, HEAD");
}

TEST_F(WebTest, HandsTheApiItsRequests)
{
    EXPECT_EQ(ask("GET", "/v1/status?a=b").body, "GET /v1/status?a=b  by 127.0.0.1");
}

TEST_F(WebTest, ApiChangesWithTheTokenOnly)
{
    EXPECT_EQ(ask("POST", "/v1/replay", {}, "x").status, 401);
    EXPECT_EQ(ask("POST", "/v1/replay", {{"authorization", "Bearer 0123456789abcdef"}}, "x").body,
              "POST /v1/replay x by 127.0.0.1 with the token");
}

TEST_F(WebTest, WrongTokenWaitsForItsAnswerAndIsReported)
{
    EXPECT_EQ(ask("POST", "/v1/replay", {{"authorization", "Bearer 0123456789abcdeX"}}).status, 401);
    EXPECT_EQ(waited_, std::chrono::seconds(1));
    EXPECT_EQ(wrong_, std::vector<std::string>{"127.0.0.1"});
}

TEST_F(WebTest, NoTokenIsNoWrongOne)
{
    EXPECT_EQ(ask("POST", "/v1/replay").status, 401);
    EXPECT_EQ(waited_, std::chrono::seconds(0));
    EXPECT_TRUE(wrong_.empty());
}

TEST_F(WebTest, TokenCanChange)
{
    web_.change({.listen_address = asio::ip::make_address("127.0.0.1"),
                 .token = core::SecretText("fedcba9876543210")});
    EXPECT_EQ(ask("POST", "/v1/replay", {{"authorization", "Bearer 0123456789abcdef"}}).status, 401);
    EXPECT_EQ(ask("POST", "/v1/replay", {{"authorization", "Bearer fedcba9876543210"}}).status, 200);
}

TEST_F(WebTest, EveryAnswerProtectsBrowsers)
{
    for (const auto* target : {"/", "/metrics", "/healthz", "/nothing", "/v1/status"}) {
        const auto answer = ask("GET", target);
        const auto policy = header(answer, "content-security-policy");
        EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self';")) << target;
        EXPECT_EQ(policy.find("unsafe"), std::string::npos) << target;
        EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << target;
        EXPECT_EQ(header(answer, "x-content-type-options"), "nosniff") << target;
        EXPECT_EQ(header(answer, "access-control-allow-origin"), "(none)") << target;
    }
}

TEST_F(WebTest, PreflightOfAnotherOriginGetsNothing)
{
    const auto answer = ask("OPTIONS", "/v1/replay",
                            {{"origin", "https://evil.example"}, {"access-control-request-method", "POST"}});
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(header(answer, "access-control-allow-origin"), "(none)");
}

TEST_F(WebTest, DataIsNotKept)
{
    EXPECT_EQ(header(ask("GET", "/metrics"), "cache-control"), "no-store");
}

TEST_F(WebTest, PageIsServedOnceAndThenByItsTag)
{
    const auto first = ask("GET", "/");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(header(first, "content-type"), "text/html; charset=utf-8");
    EXPECT_TRUE(first.body.starts_with("<!DOCTYPE html>")) << first.body;
    const auto again = ask("GET", "/index.html", {{"if-none-match", header(first, "etag")}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
}

TEST_F(WebTest, FilesOfThePageBearTheirTypesAndThePolicy)
{
    for (const auto& [target, type] :
         {std::pair("/main.js", "text/javascript; charset=utf-8"),
          std::pair("/style.css", "text/css; charset=utf-8"), std::pair("/icon.svg", "image/svg+xml")}) {
        const auto answer = ask("GET", target);
        EXPECT_EQ(answer.status, 200) << target;
        EXPECT_EQ(header(answer, "content-type"), type);
        EXPECT_EQ(header(answer, "cache-control"), "no-cache") << target;
        EXPECT_TRUE(header(answer, "content-security-policy").starts_with("default-src 'none'")) << target;
        EXPECT_EQ(header(answer, "x-content-type-options"), "nosniff") << target;
    }
}

TEST_F(WebTest, FilesThatThePageNamesAreThere)
{
    for (const auto& file : page_files()) {
        const std::regex named(R"((?:src|href)="(/[a-z_]+\.[a-z]+)\"|from "\./([a-z_]+\.js)\")");
        const std::string text(file.bytes);
        for (std::sregex_iterator found(text.begin(), text.end(), named), end; found != end; ++found) {
            const auto target = (*found)[1].matched ? found->str(1) : "/" + found->str(2);
            EXPECT_NE(find_page_file(target), nullptr) << file.path << " names " << target;
        }
    }
}

TEST_F(WebTest, PageHasNoListOfEventTypesOfItsOwn)
{
    for (const auto& file : page_files()) {
        for (const auto* type : {"purchaseOrder.approved", "stockMovement.shipped", "stockMovement|"})
            EXPECT_EQ(file.bytes.find(type), std::string::npos) << file.path << " has " << type;
    }
}

TEST_F(WebTest, PageHasNothingInline)
{
    const auto page = ask("GET", "/").body;
    for (const auto* inlined : {"<style", "style=", "onclick", "<script>"})
        EXPECT_EQ(page.find(inlined), std::string::npos) << inlined;
}

}  // namespace
}  // namespace webhookd::control
