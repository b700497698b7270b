// Login, logout, location choice, application context and the error pages to which OpenBoxes redirects
// (openboxes-api.md 1).

#include "simulator/api.hpp"
#include "simulator/rows.hpp"

namespace webhookd::simulator {

namespace {

Answer text_page(int status, std::string text)
{
    return test::html_answer(status, std::move(text));
}

std::string member_text(const Json& body, const char* name)
{
    if (!body.is_object() || !body.contains(name) || !body.at(name).is_string()) return "";
    return body.at(name).get<std::string>();
}

const User* find_login(const World& world, const std::string& name)
{
    for (const auto& user : world.users.rows()) {
        if (user.username == name || user.email == name) return &user;
    }
    return nullptr;
}

}  // namespace

Answer login(Call& call)
{
    auto body = Json::parse(call.request.body, nullptr, false);
    const auto* user = find_login(call.world, member_text(body, "username"));
    if (user == nullptr || user->password != member_text(body, "password"))
        return text_page(401, "Authentication failed");
    call.session.user = user->id;
    auto location = member_text(body, "location");
    if (!location.empty())
        call.session.location = call.world.facilities.find(location) != nullptr ? location : "";
    return text_page(200, "Authentication was successful");
}

Answer logout(Call& call)
{
    call.session.user.clear();
    call.session.location.clear();
    return text_page(200, "Logout was successful");
}

Answer choose_location(Call& call)
{
    const auto* facility = call.world.facilities.find(call.id());
    if (facility == nullptr)
        throw not_found(call, fmt::format("No row with the given identifier exists: [class "
                                          "org.pih.warehouse.core.Location#{}]",
                                          call.id()));
    call.session.location = facility->id;
    return text_page(200, fmt::format("User {} is now logged into {}",
                                      person_name(call.world, call.session.user), facility->name));
}

Answer app_context(Call& call)
{
    const auto* facility = call.world.facilities.find(call.session.location);
    if (facility == nullptr) throw null_pointer(call);
    Json context;
    context["user"] = person_json(call.world, call.session.user);
    context["location"] = location_json(*facility);
    context["isSuperuser"] = false;
    context["supportedActivities"] = Json::array({"MANAGE_INVENTORY"});
    context["grailsVersion"] = call.before({0, 9, 0}) ? "1.3.9" : "3.3.16";
    context["appVersion"] = call.options.version.text();
    context["environment"] = "production";
    context["timezone"] = Json();
    return data_answer(context);
}

Answer unauthorized_page(Call& call)
{
    if (!call.json_wanted()) return redirect_answer(call, "/auth/login");
    return error_answer(call.request, 401, {{"errorCode", 401}, {"errorMessage", "Unauthorized user: null"}});
}

Answer forbidden_page(Call& call)
{
    if (!call.json_wanted()) return text_page(200, "<html><body><h1>Access denied</h1></body></html>");
    return error_answer(call.request, 403, {{"errorCode", 403}, {"errorMessage", "Access denied"}});
}

Answer html_page(Call&)
{
    return text_page(
        200, "<!DOCTYPE html><html><head><title>Login</title></head><body><form></form></body></html>");
}

}  // namespace webhookd::simulator
