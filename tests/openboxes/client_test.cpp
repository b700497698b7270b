// Session, redirects and errors of the API client against the simulated OpenBoxes (openboxes-api.md 1 and 8).
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>

#include "openboxes/source_fixture.hpp"

namespace webhookd::openboxes {
namespace {

using namespace std::chrono_literals;

class ApiClient : public SourceTest
{
  protected:
    ApiResult<JsonDocument> ask(std::string path, Query query = {})
    {
        return await(client().request(get(std::move(path), std::move(query))));
    }
    ApiResult<JsonDocument> ask_products() { return ask("/api/products", {{"max", "1"}}); }
};

TEST_F(ApiClient, LogsInBeforeTheFirstRequest)
{
    const auto answer = ask_products();
    EXPECT_EQ(kind_of(answer), "ok");
    EXPECT_TRUE(answer->root().find("data"));
    EXPECT_EQ(openboxes().log().size(), 2U);
}

TEST_F(ApiClient, KeepsItsSession)
{
    std::ignore = ask_products();
    std::ignore = ask_products();
    EXPECT_EQ(openboxes().count("/api/login"), 1U);
}

TEST_F(ApiClient, ExpiredSessionCostsOneLoginAndOneRepetition)  // F-43
{
    std::ignore = ask_products();
    openboxes().sessions().clear();
    openboxes().clear_log();
    EXPECT_EQ(kind_of(ask_products()), "ok");
    EXPECT_EQ(openboxes().log().size(), 3U);
}

TEST_F(ApiClient, OldServersAnswer401ForAnExpiredSession)
{
    openboxes({0, 8, 15});
    std::ignore = ask_products();
    openboxes().sessions().clear();
    EXPECT_EQ(kind_of(ask_products()), "ok");
}

TEST_F(ApiClient, LoginIsSingleFlight)  // F-43
{
    auto both = [](Client& client, ApiRequest request) -> asio::awaitable<bool> {
        auto executor = co_await asio::this_coro::executor;
        auto [order, thrown_a, a, thrown_b, b] =
            co_await asio::experimental::make_parallel_group(
                asio::co_spawn(executor, client.request(request), asio::deferred),
                asio::co_spawn(executor, client.request(request), asio::deferred))
                .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
        co_return a.has_value() && b.has_value();
    };
    EXPECT_TRUE(await(both(client(), get("/api/products", {{"max", "1"}}))));
    EXPECT_EQ(openboxes().count("/api/login"), 1U);
}

TEST_F(ApiClient, SecondLossInARowFails)  // F-43
{
    std::ignore = ask_products();
    openboxes().inject({.kind = FaultKind::logged_out, .path = "/api/products*", .times = 2});
    EXPECT_EQ(kind_of(ask_products()), "login refused");
}

TEST_F(ApiClient, WrongPasswordIsTriedTwiceThenRestsFiveMinutes)  // F-44
{
    auto wrong = settings();
    wrong.login = core::PasswordLogin{"webhooks", core::SecretText("wrong")};
    use(wrong);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(kind_of(ask_products()), "login refused");
    EXPECT_EQ(openboxes().log().size(), 2U);
    clock_.advance(5min);
    std::ignore = ask_products();
    std::ignore = ask_products();
    EXPECT_EQ(openboxes().log().size(), 3U);
    clock_.advance(9min);
    std::ignore = ask_products();
    EXPECT_EQ(openboxes().log().size(), 3U);
}

TEST_F(ApiClient, AnotherPasswordIsTriedAtOnceTheSameOneIsNot)  // F-44
{
    auto wrong = settings();
    wrong.login = core::PasswordLogin{"webhooks", core::SecretText("wrong")};
    use(wrong);
    for (int i = 0; i < 3; ++i)
        std::ignore = ask_products();
    wrong.request_timeout = 5s;
    client().change(wrong, http_);
    std::ignore = ask_products();
    EXPECT_EQ(openboxes().log().size(), 2U);
    client().change(settings(), http_);
    EXPECT_EQ(kind_of(ask_products()), "ok");
}

TEST_F(ApiClient, AnotherUserHasAnotherSession)
{
    std::ignore = ask_products();
    world().create_user("other", "secret", Role::browser);
    auto changed = settings();
    changed.login = core::PasswordLogin{"other", core::SecretText("secret")};
    client().change(changed, http_);
    EXPECT_EQ(kind_of(ask_products()), "ok");
    EXPECT_EQ(openboxes().count("/api/login"), 2U);
}

TEST_F(ApiClient, InactiveAccountIsRefusedWithoutALoop)  // F-44, openboxes-api.md 1.2
{
    world().users.edit(world().users.rows().front().id).active = false;
    const auto answer = ask_products();
    EXPECT_EQ(kind_of(answer), "login refused");
    EXPECT_NE(answer.error().detail.find("inactive"), std::string::npos) << answer.error().detail;
    for (int i = 0; i < 10; ++i)
        std::ignore = ask_products();
    EXPECT_EQ(openboxes().count("/api/login"), 2U);
}

TEST_F(ApiClient, ReactivatedAccountIsUsedAgain)  // F-44
{
    const auto user = world().users.rows().front().id;
    world().users.edit(user).active = false;
    std::ignore = ask_products();
    std::ignore = ask_products();
    world().users.edit(user).active = true;
    clock_.advance(5min);
    EXPECT_EQ(kind_of(ask_products()), "ok");
}

TEST_F(ApiClient, RedirectToForbiddenIsForbidden)
{
    world().users.edit(world().users.rows().front().id).role = Role::authenticated;
    EXPECT_EQ(kind_of(ask("/api/purchaseOrders", {{"max", "1"}})), "forbidden");
}

TEST_F(ApiClient, RedirectBehindAProxyIsJudgedByItsPathOnly)
{
    openboxes().options().redirect_base = "http://internal:8080";
    std::ignore = ask_products();
    openboxes().sessions().clear();
    EXPECT_EQ(kind_of(ask_products()), "ok");
}

TEST_F(ApiClient, EndpointThatWantsALocationIsABadRequestWithoutOne)
{
    const auto answer = ask("/api/reports/inventory-audit-details", {{"max", "1"}});
    EXPECT_NE(kind_of(answer), "ok");
}

TEST_F(ApiClient, LocationHasASessionOfItsOwn)
{
    const auto depot = world().create_facility("Main depot");
    std::ignore = ask_products();
    auto request = get("/api/locations/" + depot + "/productSummary");
    request.location = depot;
    EXPECT_EQ(kind_of(await(client().request(request))), "ok");
    EXPECT_EQ(kind_of(ask_products()), "ok");
    EXPECT_EQ(openboxes().count("/api/login"), 2U);
    EXPECT_EQ(openboxes().count("/api/chooseLocation/" + depot), 1U);
}

TEST_F(ApiClient, LostSessionChoosesItsLocationAgain)  // F-43
{
    const auto depot = world().create_facility("Main depot");
    auto request = get("/api/locations/" + depot + "/productSummary");
    request.location = depot;
    std::ignore = await(client().request(request));
    openboxes().sessions().clear();
    EXPECT_EQ(kind_of(await(client().request(request))), "ok");
    EXPECT_EQ(openboxes().count("/api/chooseLocation/" + depot), 2U);
}

TEST_F(ApiClient, UnknownLocationIsABadRequest)
{
    auto request = get("/api/locations/nowhere/productSummary");
    request.location = "nowhere";
    EXPECT_EQ(kind_of(await(client().request(request))), "bad request");
}

TEST_F(ApiClient, ApiKeyReplacesTheLogin)
{
    openboxes().options().api_key = {"X-API-Key", "k"};
    auto with_key = settings();
    with_key.login = core::ApiKeyLogin{"X-API-Key", core::SecretText("k")};
    use(with_key);
    EXPECT_EQ(kind_of(ask_products()), "ok");
    EXPECT_EQ(openboxes().log().size(), 1U);
}

TEST_F(ApiClient, RefusedApiKeyIsLoginRefused)
{
    openboxes().options().api_key = {"X-API-Key", "k"};
    auto with_key = settings();
    with_key.login = core::ApiKeyLogin{"X-API-Key", core::SecretText("wrong")};
    use(with_key);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(kind_of(ask_products()), "login refused");
    EXPECT_EQ(openboxes().log().size(), 2U);
}

TEST_F(ApiClient, LoginPageInsteadOfJsonIsASessionLossFirst)  // F-10
{
    std::ignore = ask_products();
    openboxes().inject({.kind = FaultKind::login_page, .path = "/api/products*"});
    EXPECT_EQ(kind_of(ask_products()), "ok");
}

TEST_F(ApiClient, PageInsteadOfJsonAgainIsABadAnswer)  // F-10
{
    std::ignore = ask_products();
    openboxes().inject({.kind = FaultKind::login_page, .path = "/api/products*", .times = 2});
    EXPECT_EQ(kind_of(ask_products()), "bad answer");
}

TEST_F(ApiClient, ErrorInsideA200IsABadAnswer)  // F-11
{
    openboxes().inject({.kind = FaultKind::error_as_data, .path = "/api/products*"});
    EXPECT_EQ(kind_of(ask_products()), "bad answer");
}

TEST_F(ApiClient, UnparsableBodyIsABadAnswer)  // F-8
{
    openboxes().inject({.kind = FaultKind::bad_json, .path = "/api/products*"});
    EXPECT_EQ(kind_of(ask_products()), "bad answer");
}

TEST_F(ApiClient, AnswerThatNestsWithoutEndIsABadAnswer)
{
    std::string inner = R"("brackets in a text are none: )" + std::string(1'000, '[') + R"(\"{{{")";
    serve([&inner](const test::Request&) {
        return test::json_answer(200, R"({"data":[{"id":)" + inner + "}]}");
    });
    EXPECT_EQ(kind_of(ask_products()), "ok");
    inner = std::string(1'000, '[') + std::string(1'000, ']');
    EXPECT_EQ(kind_of(ask_products()), "bad answer");
}

TEST_F(ApiClient, NotFoundTellsTheServersSentence)
{
    const auto answer = ask("/api/products/nonsense");
    EXPECT_EQ(kind_of(answer), "not found");
    EXPECT_NE(answer.error().detail.find("nonsense"), std::string::npos) << answer.error().detail;
}

TEST_F(ApiClient, NotFoundOfAnOrderIsTextAndJsonAndStillNotFound)
{
    EXPECT_EQ(kind_of(ask("/api/purchaseOrders/nonsense")), "not found");
}

TEST_F(ApiClient, MissingDirectionIsABadRequestWithItsMessage)
{
    const auto answer = ask("/api/stockMovements");
    EXPECT_EQ(kind_of(answer), "bad request");
    EXPECT_NE(answer.error().detail.find("Direction parameter is required"), std::string::npos);
}

TEST_F(ApiClient, UnknownSortIsAServerErrorAndNotRepeated)
{
    world().create_product();
    std::ignore = ask_products();
    openboxes().clear_log();
    EXPECT_EQ(kind_of(ask("/api/products", {{"max", "1"}, {"sort", "nonsense"}})), "server error");
    EXPECT_EQ(openboxes().log().size(), 1U);
}

TEST_F(ApiClient, ErrorsNeverShowThePassword)
{
    const auto answer = ask("/api/stockMovements");
    EXPECT_EQ(answer.error().detail.find("secret"), std::string::npos);
    EXPECT_EQ(answer.error().detail.find("JSESSIONID"), std::string::npos);
}

TEST_F(ApiClient, ForeignNotFoundPageProvesNothing)
{
    serve([](const test::Request&) { return test::html_answer(404, "<html>nginx</html>"); });
    const auto answer = ask_products();
    EXPECT_EQ(kind_of(answer), "unreachable");
    EXPECT_EQ(answer.error().status, 404);
}

TEST_F(ApiClient, BothHeadersThatDecideTheFormOfErrorsAreAlwaysSent)
{
    std::vector<std::string> seen;
    serve([&](const test::Request& request) {
        seen = {request.headers.get("accept"), request.headers.get("content-type")};
        return test::json_answer(200, R"({"data":[]})");
    });
    std::ignore = ask_products();
    EXPECT_EQ(seen, (std::vector<std::string>{"application/json", "application/json"}));
}

TEST_F(ApiClient, ByteOrderMarkBeforeJsonIsSkipped)
{
    serve([](const test::Request&) { return test::json_answer(200, "\xef\xbb\xbf{\"data\":[]}"); });
    EXPECT_EQ(kind_of(ask_products()), "ok");
}

TEST_F(ApiClient, EncodingThatWasNotAskedForIsNamed)
{
    test::Answer next;
    serve([&next](const test::Request&) { return next; });
    const auto detail = [this, &next](test::Answer answer) {
        next = std::move(answer);
        const auto read = ask_products();
        EXPECT_EQ(kind_of(read), "bad answer");
        return read ? std::string() : read.error().detail;
    };
    auto zipped = test::json_answer(200, "\x1f\x8b\x08 and so on");
    EXPECT_TRUE(detail(zipped).contains("gzip"));
    auto brotli = test::json_answer(200, "whatever");
    brotli.headers.add("Content-Encoding", "br");
    EXPECT_TRUE(detail(brotli).contains("encoded as br"));
    EXPECT_TRUE(detail(test::json_answer(200, std::string("\xff\xfe{\0}\0", 6))).contains("UTF-16"));
}

TEST_F(ApiClient, SessionOfAnotherApplicationBesideOursDoesNotLockUsOut)
{
    int requests = 0;
    std::string sent;
    serve([&](const test::Request& request) {
        sent = request.headers.get("cookie");
        auto answer = test::json_answer(200, R"({"data":[]})");
        if (++requests == 1) {
            answer.headers.add("Set-Cookie", "JSESSIONID=ours; Path=/api; HttpOnly");
            answer.headers.add("Set-Cookie", "JSESSIONID=theirs; Path=/portal");
        }
        return answer;
    });
    std::ignore = ask_products();
    std::ignore = ask_products();
    EXPECT_EQ(sent, "JSESSIONID=ours");
}

TEST_F(ApiClient, AnyCookieIsKeptAndReplaced)
{
    int requests = 0;
    std::string sent;
    serve([&](const test::Request& request) {
        sent = request.headers.get("cookie");
        auto answer = test::json_answer(200, R"({"data":[]})");
        if (++requests == 1) {
            answer.headers.add("Set-Cookie", "JSESSIONID=one; Path=/api; HttpOnly");
            answer.headers.add("Set-Cookie", "lb=a; Path=/");
        }
        if (requests == 2) answer.headers.add("Set-Cookie", "JSESSIONID=two; Path=/api");
        return answer;
    });
    std::ignore = ask_products();
    std::ignore = ask_products();
    EXPECT_EQ(sent, "JSESSIONID=one; lb=a");
    std::ignore = ask_products();
    EXPECT_EQ(sent, "JSESSIONID=two; lb=a");
}

}  // namespace
}  // namespace webhookd::openboxes
