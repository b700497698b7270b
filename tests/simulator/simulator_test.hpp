#pragma once
// The fixture of the simulator's own tests: a small world, a clock that stands still, and requests without a
// network.

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "simulator/simulated_openboxes.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::simulator {

using test::Answer;
using Json = OrderedJson;

class SimulatorTest : public ::testing::Test
{
  public:
    ~SimulatorTest() override
    {
        openboxes_.stop();
        io_.poll();
    }

  protected:
    /// Two depots ("1", "2"), a supplier ("3") and the account svc / secret.
    explicit SimulatorTest(Options options = {}) : openboxes_(io_, at_our_time(std::move(options)))
    {
        world().create_facility("Main depot");
        world().create_facility("Second depot");
        world().create_facility("Acme Supplies", "SUPPLIER");
        user_ = world().create_user("svc", "secret", Role::browser);
    }

    World& world() { return openboxes_.world(); }

    /// With JSON headers and this fixture's cookie; `target` is below the context path.
    Answer ask(const std::string& method, const std::string& target, std::string body = "", bool json = true)
    {
        test::Request request;
        request.method = method;
        test::set_target(request, openboxes_.options().context_path + target);
        request.headers.add("Host", "openboxes.test");
        if (json) request.headers.add("Accept", "application/json");
        if (json) request.headers.add("Content-Type", "application/json");
        if (!cookie_.empty()) request.headers.add("Cookie", cookie_);
        request.body = std::move(body);
        auto answer = openboxes_.handle(request);
        auto set_cookie = answer.headers.get("Set-Cookie");
        if (!set_cookie.empty()) cookie_ = set_cookie.substr(0, set_cookie.find(';'));
        return answer;
    }

    Answer get(const std::string& target) { return ask("GET", target); }

    /// The JSON of a GET that must succeed.
    Json json(const std::string& target)
    {
        auto answer = get(target);
        EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
        return Json::parse(answer.body, nullptr, false);
    }

    Answer log_in(const std::string& location = "")
    {
        return ask("POST", "/api/login",
                   Json{{"username", "svc"}, {"password", "secret"}, {"location", location}}.dump());
    }

    void set_role(Role role) { world().users.edit(user_).role = role; }

    /// A movement from depot 1 to depot 2 of one product.
    std::string make_movement()
    {
        NewMovement movement;
        movement.origin = "1";
        movement.destination = "2";
        return world().create_movement(std::move(movement));
    }

    asio::io_context io_;
    Timestamp now_{std::chrono::seconds(1'780'394'400)};  // 2026-06-02T10:00:00Z
    std::string user_;
    std::string cookie_;
    SimulatedOpenBoxes openboxes_;

  private:
    Options at_our_time(Options options)
    {
        options.now = [this] { return now_; };
        return options;
    }
};

/// The values of one key of all rows of `{"data":[…]}`.
inline std::vector<std::string> column(const Json& answer, const char* key)
{
    std::vector<std::string> values;
    for (const auto& row : answer.at("data"))
        values.push_back(row.at(key).get<std::string>());
    return values;
}

}  // namespace webhookd::simulator
