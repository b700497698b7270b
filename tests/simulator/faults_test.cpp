// Faults, limits, the request log and the control API.

#include "simulator/simulator_test.hpp"

namespace webhookd::simulator {
namespace {

struct Faults : SimulatorTest
{
    explicit Faults(Options options = {}) : SimulatorTest(std::move(options))
    {
        log_in();
        for (int at = 0; at < 5; ++at)
            world().create_product();
    }

    Answer control(const std::string& method, const std::string& path, std::string body = "")
    {
        test::Request request;
        request.method = method;
        test::set_target(request, "/simulator" + path);
        request.body = std::move(body);
        return openboxes_.handle(request);
    }
};

struct LimitedFaults : Faults
{
    LimitedFaults() : Faults({.requests_per_minute = 3}) {}
};

TEST_F(Faults, TooManyRequestsWithAndWithoutRetryAfter)  // F-41
{
    openboxes_.inject({.kind = FaultKind::too_many_requests});
    openboxes_.inject(
        {.kind = FaultKind::too_many_requests, .skip = 1, .retry_after = "Tue, 02 Jun 2026 10:00:30 GMT"});
    auto bare = get("/api/products");
    EXPECT_EQ(bare.status, 429);
    EXPECT_FALSE(bare.headers.contains("Retry-After"));
    EXPECT_EQ(get("/api/products").headers.get("Retry-After"), "Tue, 02 Jun 2026 10:00:30 GMT");
    EXPECT_EQ(get("/api/products").status, 200);
}

TEST_F(Faults, ProxyErrorsAreHtml)
{
    openboxes_.inject({.kind = FaultKind::bad_gateway});
    auto answer = get("/api/products");
    EXPECT_EQ(answer.status, 502);
    EXPECT_EQ(answer.headers.get("Content-Type"), "text/html;charset=utf-8");
    openboxes_.inject({.kind = FaultKind::unavailable, .retry_after = "5"});
    answer = get("/api/products");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.headers.get("Retry-After"), "5");
}

TEST_F(Faults, FaultHitsItsPathOnlyAndSoOften)
{
    openboxes_.inject({.kind = FaultKind::server_error, .path = "/api/purchaseOrders*", .times = 2});
    EXPECT_EQ(get("/api/products").status, 200);
    EXPECT_EQ(get("/api/purchaseOrders").status, 500);
    EXPECT_EQ(get("/api/purchaseOrders/x").status, 500);
    EXPECT_EQ(get("/api/purchaseOrders").status, 200);
}

TEST_F(Faults, LyingAnswersLookLikeSuccess)  // F-9, F-10, F-11
{
    openboxes_.inject({.kind = FaultKind::empty_list});
    EXPECT_EQ(get("/api/products").body, R"({"data":[],"totalCount":0})");
    openboxes_.inject({.kind = FaultKind::login_page});
    auto page = get("/api/products");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.headers.get("Content-Type"), "text/html;charset=utf-8");
    openboxes_.inject({.kind = FaultKind::error_as_data});
    EXPECT_FALSE(json("/api/products").contains("data"));
}

TEST_F(Faults, PagingFaults)  // F-5, F-6
{
    auto ids = column(json("/api/products?sort=id"), "id");
    openboxes_.inject({.kind = FaultKind::ignore_offset});
    EXPECT_EQ(column(json("/api/products?sort=id&max=2&offset=2"), "id"), (std::vector{ids[0], ids[1]}));
    openboxes_.inject({.kind = FaultKind::cap_max, .amount = 3});
    EXPECT_EQ(json("/api/products?max=100")["data"].size(), 3);
    openboxes_.inject({.kind = FaultKind::long_page, .amount = 2});
    EXPECT_EQ(json("/api/products?max=1")["data"].size(), 3);
    openboxes_.inject({.kind = FaultKind::wrong_total, .amount = -1});
    EXPECT_EQ(json("/api/products?max=1")["totalCount"], 4);
    openboxes_.inject({.kind = FaultKind::repeat_row});
    EXPECT_EQ(json("/api/products?max=2")["data"].size(), 3);
}

TEST_F(Faults, NextLinkLeadsThroughTheList)
{
    openboxes_.inject({.kind = FaultKind::next_link, .times = 0});
    auto first = json("/api/products?max=3&sort=id");
    EXPECT_EQ(first["next"], "/openboxes/api/products?max=3&sort=id&offset=3");
    EXPECT_FALSE(json("/api/products?max=3&sort=id&offset=3").contains("next"));
}

TEST_F(Faults, SessionMayEndInTheMiddle)  // F-43
{
    openboxes_.inject({.kind = FaultKind::logged_out, .skip = 1});
    EXPECT_EQ(get("/api/products").status, 200);
    EXPECT_EQ(get("/api/products").status, 302);
    log_in();
    EXPECT_EQ(get("/api/products").status, 200);
}

TEST_F(Faults, ForbiddenIsARedirect)
{
    openboxes_.inject({.kind = FaultKind::forbidden});
    EXPECT_TRUE(get("/api/products").headers.get("Location").ends_with("/errors/handleForbidden"));
}

TEST_F(Faults, DateHeaderFollowsTheServersClockAndItsSkew)  // F-16
{
    EXPECT_EQ(get("/api/products").headers.get("Date"), "Tue, 02 Jun 2026 10:00:00 GMT");
    openboxes_.options().date_skew = std::chrono::hours(-1);
    EXPECT_EQ(get("/api/products").headers.get("Date"), "Tue, 02 Jun 2026 09:00:00 GMT");
}

TEST_F(LimitedFaults, RequestsBeyondTheLimitAre429UntilTheMinuteIsOver)  // F-42
{
    EXPECT_EQ(get("/api/products").status, 200);
    now_ += std::chrono::seconds(20);
    EXPECT_EQ(get("/api/products").status, 200);
    auto refused = get("/api/products");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.get("Retry-After"), "40");
    now_ += std::chrono::seconds(40);
    EXPECT_EQ(get("/api/products").status, 200);
}

TEST_F(Faults, LogCountsRequestsAndTheirDensity)
{
    openboxes_.clear_log();
    get("/api/products");
    now_ += std::chrono::seconds(50);
    get("/api/products?max=1");
    now_ += std::chrono::seconds(10);
    get("/api/purchaseOrders");
    EXPECT_EQ(openboxes_.count("/api/products"), 2);
    EXPECT_EQ(openboxes_.most_requests_in(std::chrono::seconds(60)), 2);
    EXPECT_EQ(openboxes_.log().back().target, "/openboxes/api/purchaseOrders");
}

TEST_F(Faults, PatternsMatchAnywhere)
{
    EXPECT_TRUE(matches_pattern("*", ""));
    EXPECT_TRUE(matches_pattern("/api/*/search", "/api/generic/x/search"));
    EXPECT_TRUE(matches_pattern("/api/products*", "/api/products"));
    EXPECT_FALSE(matches_pattern("/api/products", "/api/products/1"));
    EXPECT_FALSE(matches_pattern("*/x", "/y"));
}

TEST_F(Faults, EveryFaultKindHasAName)
{
    for (auto name : fault_kind_names())
        EXPECT_EQ(to_text(*find_fault_kind(name)), name);
    EXPECT_FALSE(find_fault_kind("nonsense"));
}

TEST_F(Faults, ControlApiMovesAMovementThroughItsLife)
{
    auto made = control("POST", "/movements", R"({"name":"Weekly"})");
    EXPECT_EQ(made.status, 201);
    auto id = Json::parse(made.body)["id"].get<std::string>();
    EXPECT_EQ(control("POST", "/movements/" + id + "/receive").status, 409) << "not shipped yet";
    EXPECT_EQ(control("POST", "/movements/" + id + "/ship").status, 201);
    EXPECT_EQ(control("POST", "/movements/" + id + "/receive", R"({"partial":true})").status, 201);
    EXPECT_EQ(world().movements.get(id).shipment_status, ShipmentStatus::partially_received);
    EXPECT_EQ(control("POST", "/movements/" + id + "/rollback").status, 201);
    EXPECT_EQ(control("DELETE", "/movements/" + id).status, 200);
    EXPECT_EQ(control("POST", "/movements/" + id + "/ship").status, 404);
}

TEST_F(Faults, ControlApiRefusesWhatItDoesNotKnow)
{
    EXPECT_EQ(control("POST", "/products", R"({"nmae":"x"})").status, 400);
    EXPECT_EQ(control("POST", "/products", "[]").status, 400);
    EXPECT_EQ(control("POST", "/faults", R"({"kind":"earthquake"})").status, 400);
    EXPECT_EQ(control("GET", "/nothing").status, 404);
}

TEST_F(Faults, ControlApiPlacesOrdersAdjustsStockAndSetsFaults)
{
    auto id = Json::parse(control("POST", "/orders").body)["id"].get<std::string>();
    EXPECT_EQ(control("POST", "/orders/" + id + "/place").status, 201);
    EXPECT_EQ(world().orders.get(id).status, "PLACED");
    EXPECT_EQ(control("POST", "/adjustments", R"({"quantity":-2,"date":"2026-05-01T00:00:00Z"})").status,
              201);
    EXPECT_EQ(control("POST", "/faults", R"({"kind":"server_error","times":0})").status, 201);
    EXPECT_EQ(get("/api/products").status, 500);
    auto state = Json::parse(control("GET", "/state").body);
    EXPECT_EQ(state["faults"].size(), 1);
    EXPECT_EQ(state["orders"], 1);
    control("DELETE", "/faults");
    EXPECT_EQ(get("/api/products").status, 200);
}

}  // namespace
}  // namespace webhookd::simulator
