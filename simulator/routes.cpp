// All endpoints as one table with the role and the version that they need; a fixed path goes before a
// pattern, and the checks follow in order: path and method, login, role, location.

#include "simulator/routes.hpp"

#include <array>
#include <ranges>

#include "simulator/api.hpp"

namespace webhookd::simulator {

namespace {

/// What a request must bring. `nobody` is the error pages and the login.
enum class Needs
{
    nobody,
    authenticated,
    browser,
    assistant
};

struct Route
{
    std::string_view method;   ///< GET, POST, or ANY
    std::string_view pattern;  ///< a segment `*` captures
    Needs needs;
    Answer (*handler)(Call&);
    Version since{0, 8, 0};
    bool needs_location = false;  ///< 302 to the location chooser without one
};

constexpr std::array routes = {
    Route{"POST", "/api/login", Needs::nobody, login},
    Route{"ANY", "/api/logout", Needs::nobody, logout},
    Route{"ANY", "/api/chooseLocation/*", Needs::authenticated, choose_location},
    Route{"GET", "/api/getAppContext", Needs::authenticated, app_context},
    Route{"ANY", "/errors/handleUnauthorized", Needs::nobody, unauthorized_page, {0, 8, 16}},
    Route{"ANY", "/errors/handleForbidden", Needs::nobody, forbidden_page},
    Route{"ANY", "/auth/login", Needs::nobody, html_page},
    Route{"ANY", "/dashboard/chooseLocation", Needs::nobody, html_page},
    Route{"GET", "/api/locations", Needs::authenticated, list_locations},
    Route{"GET", "/api/locations/*", Needs::browser, read_location},
    Route{"GET", "/api/locations/*/productSummary", Needs::browser, location_product_summary, {0, 8, 16}},
    Route{"GET", "/api/facilities/*/inventory-levels", Needs::browser, facility_inventory_levels},
    Route{"GET", "/api/products", Needs::authenticated, list_products},
    Route{"GET", "/api/products/search", Needs::browser, search_products},
    Route{"GET", "/api/products/availableItems", Needs::browser, available_items},
    Route{"GET", "/api/products/*", Needs::browser, read_product},
    Route{"GET", "/api/products/*/productSummary", Needs::browser, product_summary},
    Route{"GET", "/api/products/*/availableItems", Needs::browser, available_items},
    Route{"GET", "/api/stockMovements", Needs::browser, list_stock_movements},
    Route{"GET", "/api/stockMovements/*", Needs::assistant, read_stock_movement},
    Route{"GET", "/api/stockMovements/*/status", Needs::nobody, stock_movement_status},
    Route{"GET", "/api/partialReceiving/*", Needs::browser, read_partial_receiving},
    Route{"GET", "/api/purchaseOrders", Needs::browser, list_purchase_orders, {0, 8, 20}},
    Route{"GET", "/api/purchaseOrders/*", Needs::browser, read_purchase_order, {0, 8, 20}},
    Route{"GET",
          "/api/reports/inventory-transactions-summary",
          Needs::browser,
          inventory_transactions_summary,
          {0, 9, 5}},
    Route{"GET", "/api/reports/inventory-audit-details", Needs::browser, html_page, {0, 9, 5}, true},
    Route{"GET", "/api/inventoryItems", Needs::browser, hosted_inventory_items},
    Route{"GET", "/api/generic/*", Needs::browser, list_generic},
    Route{"ANY", "/api/generic/*/search", Needs::browser, search_generic},
    Route{"GET", "/api/generic/*/*", Needs::browser, read_generic},
};

bool matches(std::string_view pattern, std::string_view path, std::vector<std::string>& captures)
{
    captures.clear();
    auto wanted = std::views::split(pattern, '/');
    auto given = std::views::split(path, '/');
    auto at = given.begin();
    for (auto part : wanted) {
        if (at == given.end()) return false;
        std::string_view expected(part.begin(), part.end());
        std::string_view found((*at).begin(), (*at).end());
        if (expected == "*" && !found.empty()) {
            captures.emplace_back(found);
        } else if (expected != found) {
            return false;
        }
        ++at;
    }
    return at == given.end();
}

/// Fixed paths go before patterns: /api/products/search is no product.
const Route* find_route(Call& call, const std::string& path, bool& other_method)
{
    for (bool fixed : {true, false}) {
        for (const auto& route : routes) {
            if (fixed != (route.pattern.find('*') == std::string_view::npos) || call.before(route.since))
                continue;
            if (!matches(route.pattern, path, call.captures)) continue;
            if (route.method == "ANY" || route.method == call.request.method) return &route;
            other_method = true;
        }
    }
    return nullptr;
}

Role role_for(Needs needs)
{
    if (needs == Needs::assistant) return Role::assistant;
    return needs == Needs::browser ? Role::browser : Role::authenticated;
}

/// The answer to a request of nobody, by version: a redirect, or the 401 itself before 0.8.16.
Answer unauthorized(Call& call, const std::string& path)
{
    if (!call.json_wanted()) return redirect_answer(call, "/auth/login");
    if (!call.before({0, 8, 16})) return redirect_answer(call, "/errors/handleUnauthorized");
    auto message = fmt::format("Unauthorized user: Request requires authentication [{}]", path);
    return error_answer(call.request, 401, {{"errorCode", 401}, {"errorMessage", std::move(message)}});
}

const User* find_active_user(Call& call)
{
    const auto* user = call.world.users.find(call.session.user);
    if (user != nullptr && user->active) return user;
    call.session.user.clear();
    return nullptr;
}

void forget_disabled_location(Call& call)
{
    const auto* facility = call.world.facilities.find(call.session.location);
    if (facility != nullptr && (!facility->active || !facility->organization_active))
        call.session.location.clear();
}

}  // namespace

Answer dispatch(Call& call, const std::string& path)
{
    auto plain = path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
    bool other_method = false;
    const auto* route = find_route(call, plain, other_method);
    if (route == nullptr && other_method)
        return error_answer(call.request, 405, {{"errorCode", 405}, {"errorMessage", "Method not allowed"}});
    if (route == nullptr) return not_found(call, "Resource not found").answer;
    if (route->needs != Needs::nobody) {
        const auto* user = find_active_user(call);
        if (user == nullptr) return unauthorized(call, plain);
        forget_disabled_location(call);
        if (user->role < role_for(route->needs)) return redirect_answer(call, "/errors/handleForbidden");
        if (route->needs_location && call.session.location.empty())
            return redirect_answer(call, "/dashboard/chooseLocation");
    }
    try {
        return route->handler(call);
    } catch (const Refusal& refusal) {
        return refusal.answer;
    }
}

}  // namespace webhookd::simulator
