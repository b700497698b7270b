// Login, session, roles, errors: openboxes-api.md 1 and 8, and the lines of its list for a faithful
// simulator.

#include "simulator/simulator_test.hpp"

namespace webhookd::simulator {
namespace {

using Access = SimulatorTest;

struct OldAccess : SimulatorTest
{
    OldAccess() : SimulatorTest({.version = {0, 8, 10}}) {}
};

TEST_F(Access, LoginAnswersInPlainText)
{
    auto answer = log_in();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.get("Content-Type"), "text/html;charset=utf-8");
    EXPECT_EQ(answer.body, "Authentication was successful");
}

TEST_F(Access, WrongPasswordIsA401InPlainText)
{
    auto answer = ask("POST", "/api/login", R"({"username":"svc","password":"wrong"})");
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.body, "Authentication failed");
}

TEST_F(Access, LoginTakesTheEMailToo)
{
    auto answer = ask("POST", "/api/login", R"({"username":"svc@example.org","password":"secret"})");
    EXPECT_EQ(answer.status, 200);
}

TEST_F(Access, UnknownLocationAtLoginLeavesTheSessionWithoutOne)
{
    EXPECT_EQ(log_in("99").status, 200);
    EXPECT_EQ(get("/api/getAppContext").status, 500);
}

TEST_F(Access, LoginOfAnInactiveAccountSucceedsButGivesNoAccess)
{
    world().users.edit(user_).active = false;
    EXPECT_EQ(log_in().status, 200);
    EXPECT_EQ(get("/api/products").status, 302);
}

TEST_F(Access, WithoutSessionARedirectLeadsToThe401)
{
    auto answer = get("/api/products");
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(answer.headers.get("Location"), "http://openboxes.test/openboxes/errors/handleUnauthorized");
    auto page = get("/errors/handleUnauthorized");
    EXPECT_EQ(page.status, 401);
    EXPECT_EQ(page.body, R"({"errorCode":401,"errorMessage":"Unauthorized user: null"})");
}

TEST_F(Access, WithoutJsonHeadersTheRedirectLeadsToTheLoginPage)
{
    auto answer = ask("GET", "/api/products", "", false);
    EXPECT_EQ(answer.status, 302);
    EXPECT_TRUE(answer.headers.get("Location").ends_with("/auth/login"));
    EXPECT_EQ(ask("GET", "/auth/login", "", false).status, 200);
}

TEST_F(OldAccess, WithoutSessionThe401ComesAtOnce)
{
    auto answer = get("/api/products");
    EXPECT_EQ(answer.status, 401);
    EXPECT_NE(answer.body.find("Request requires authentication"), std::string::npos);
}

TEST_F(Access, AnAnonymousRequestSetsTheCookieAndLoginKeepsIt)
{
    get("/api/products");
    auto cookie = cookie_;
    EXPECT_FALSE(log_in().headers.contains("Set-Cookie"));
    EXPECT_EQ(cookie_, cookie);
    EXPECT_EQ(get("/api/products").status, 200);
}

TEST_F(Access, SessionEndsAfterTwoIdleHours)  // F-43
{
    log_in();
    now_ += std::chrono::hours(2);
    EXPECT_EQ(get("/api/products").status, 200);
    now_ += std::chrono::hours(2) + std::chrono::seconds(1);
    EXPECT_EQ(get("/api/products").status, 302);
}

TEST_F(OldAccess, SessionEndsAfterOneIdleHour)
{
    log_in();
    now_ += std::chrono::hours(1) + std::chrono::seconds(1);
    EXPECT_EQ(get("/api/products").status, 401);
}

TEST_F(Access, LogoutEndsTheSession)
{
    log_in();
    EXPECT_EQ(get("/api/logout").body, "Logout was successful");
    EXPECT_EQ(get("/api/products").status, 302);
}

TEST_F(Access, ChooseLocationIsStateOfTheSession)
{
    log_in();
    EXPECT_EQ(get("/api/getAppContext").status, 500);
    EXPECT_EQ(get("/api/chooseLocation/2").status, 200);
    EXPECT_EQ(json("/api/getAppContext")["data"]["location"]["id"], "2");
    EXPECT_EQ(json("/api/getAppContext")["data"]["appVersion"], "0.9.8");
    EXPECT_EQ(get("/api/chooseLocation/99").status, 404);
}

TEST_F(Access, DisabledLocationLeavesTheSession)
{
    log_in("1");
    world().set_facility_active("1", false);
    EXPECT_EQ(get("/api/getAppContext").status, 500);
}

TEST_F(Access, BrowserMayListMovementsButNotReadOne)
{
    auto id = make_movement();
    log_in();
    EXPECT_EQ(get("/api/stockMovements?direction=OUTBOUND&origin=1").status, 200);
    auto answer = get("/api/stockMovements/" + id);
    EXPECT_EQ(answer.status, 302);
    EXPECT_TRUE(answer.headers.get("Location").ends_with("/errors/handleForbidden"));
    auto page = get("/errors/handleForbidden");
    EXPECT_EQ(page.status, 403);
    EXPECT_EQ(page.body, R"({"errorCode":403,"errorMessage":"Access denied"})");
    set_role(Role::assistant);
    EXPECT_EQ(get("/api/stockMovements/" + id).status, 200);
}

TEST_F(Access, MerelyAuthenticatedUserSeesProductsOnly)
{
    set_role(Role::authenticated);
    log_in();
    EXPECT_EQ(get("/api/products").status, 200);
    EXPECT_EQ(get("/api/purchaseOrders").status, 302);
}

TEST_F(Access, AuditReportWithoutLocationLeadsToTheChooser)
{
    log_in();
    auto answer = get("/api/reports/inventory-audit-details");
    EXPECT_EQ(answer.status, 302);
    EXPECT_TRUE(answer.headers.get("Location").ends_with("/dashboard/chooseLocation"));
}

TEST_F(Access, UnknownPathsAre404AndUnknownMethods405)
{
    log_in();
    EXPECT_EQ(get("/api/putAways").body, R"({"errorCode":404,"errorMessage":"Resource not found"})");
    EXPECT_EQ(ask("PUT", "/api/products", "{}").status, 405);
}

TEST_F(Access, LocationsHideInactiveOnesAndHaveAShortForm)
{
    world().set_facility_active("2", false);
    log_in();
    auto answer = json("/api/locations?locationTypeCode=DEPOT&presentation=toBaseJson");
    EXPECT_EQ(column(answer, "id"), std::vector<std::string>{"1"});
    EXPECT_FALSE(answer.contains("totalCount"));
    EXPECT_EQ(answer["data"][0]["locationType"]["name"], "Depot|fr:Dépôt");
}

struct KeyedAccess : SimulatorTest
{
    KeyedAccess() : SimulatorTest({.api_key = {{"X-API-Key", "k1"}}}) {}
};

TEST_F(KeyedAccess, ApiKeyReplacesTheLogin)
{
    test::Request request;
    request.method = "GET";
    test::set_target(request, "/openboxes/api/products");
    request.headers.add("Accept", "application/json");
    EXPECT_EQ(openboxes_.handle(request).status, 302);
    request.headers.add("X-API-Key", "k1");
    auto answer = openboxes_.handle(request);
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(answer.headers.contains("Set-Cookie"));
}

}  // namespace
}  // namespace webhookd::simulator
