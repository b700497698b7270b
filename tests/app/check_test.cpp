// `check`: validity, the request budget (openboxes-api.md 10, P6), and why a subscriber is or is not sent an
// event.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/program.hpp"

namespace webhookd::test {
namespace {

std::string configuration(std::string_view facilities, std::string_view more = {})
{
    return fmt::format(R"(
openboxes:
  url: https://openboxes.example.org/openboxes
  username: webhooks
  password: hush
  facilities: {}
{}
subscribers:
  - name: erp
    url: https://erp.example.org/hooks
    secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    events: [stockMovement.*]
    where: {{"object.destination.id": "2"}}
  - name: audit
    url: https://audit.example.org/hooks
    secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    events: ["*"]
  - name: asleep
    url: https://asleep.example.org/hooks
    secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    events: ["*"]
    enabled: false
)",
                       facilities, more);
}

struct Check : testing::Test
{
    TempDir folder;

    Finished check(const std::string& yaml, std::vector<std::string> more = {})
    {
        std::vector<std::string> arguments{"check", "-c", folder.write("webhooks.yaml", yaml)};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments);
    }
};

TEST_F(Check, AcceptsAValidConfiguration)
{
    const auto checked = check(configuration(R"(["1"])"));
    EXPECT_EQ(checked.status, 0) << checked;
    EXPECT_NE(checked.out.find("3 subscribers"), std::string::npos) << checked;
}

TEST_F(Check, ReportsAllErrorsAtOnce)
{
    const auto checked = check("openboxes:\n  url: nonsense\n  colour: blue\npolling:\n  products: soon\n");
    EXPECT_EQ(checked.status, 2);
    EXPECT_EQ(checked.out, "");
    for (const auto* key : {"openboxes.url", "colour", "polling.products"}) {
        EXPECT_NE(checked.err.find(key), std::string::npos) << key << ": " << checked;
    }
    EXPECT_NE(checked.err.find("webhooks.yaml:2:"), std::string::npos) << checked;
}

TEST_F(Check, ReportsErrorsAsJsonWhenAsked)
{
    const auto checked = check("openboxes:\n  url: nonsense\n", {"--json"});
    EXPECT_EQ(checked.status, 2);
    EXPECT_EQ(checked.json()["valid"], false);
    EXPECT_FALSE(checked.json()["errors"].empty());
    EXPECT_TRUE(checked.json()["errors"][0].contains("line"));
}

constexpr auto intervals =
    "polling: {products: 60s, stock_movements: 30s, purchase_orders: 60s, inventory: 60s}";

TEST_F(Check, SaysHowSoonAChangeIsTold)
{
    const auto few = check(configuration(R"(["1"])"), {"--json"}).json()["budget"];
    const auto many = check(configuration(R"(["1", "2", "3"])"), {"--json"}).json()["budget"];
    EXPECT_EQ(few["exceeded"], false);
    for (std::size_t i = 0; i < 4; ++i) {
        const auto& delay = few["streams"][i]["delay"];
        EXPECT_EQ(delay, many["streams"][i]["delay"]) << "the feeds see all facilities at once";
        EXPECT_LT(delay["mean_seconds"], 10);
        EXPECT_LT(few["streams"][i]["delay_with_twice_the_budget"]["mean_seconds"], delay["mean_seconds"]);
    }
}

TEST_F(Check, WithoutFeedsTheDelayGrowsWithTheFacilities)
{
    const auto off = "polling: {feeds: off}";
    const auto few = check(configuration(R"(["1"])", off), {"--json"}).json()["budget"];
    const auto many = check(configuration(R"(["1", "2", "3"])", off), {"--json"}).json()["budget"];
    EXPECT_GT(many["streams"][2]["delay"]["mean_seconds"], few["streams"][2]["delay"]["mean_seconds"]);
}

TEST_F(Check, SaysHowSoonEachEventIsTold)
{
    const auto checked = check(configuration(R"(["1"])"));
    for (const auto* word :
         {"product.created", "stockMovement.shipped", "stockMovement.received", "purchaseOrder.approved",
          "inventory.adjusted", "at worst", "with 100 requests/min"})
        EXPECT_NE(checked.out.find(word), std::string::npos) << word << "\n" << checked;
}

TEST_F(Check, CountsTheRequestsOfAnIdleMinute)  // 1 + 1 + 3 x (2 x 2 + 1)
{
    const auto budget = check(configuration(R"(["1", "2", "3"])", intervals), {"--json"}).json()["budget"];
    EXPECT_EQ(budget["facilities"], 3);
    EXPECT_EQ(budget["needed_per_minute"], 17);
    EXPECT_EQ(budget["requests_per_minute"], 50);
    EXPECT_EQ(budget["exceeded"], false);
}

TEST_F(Check, SaysWhenTheBudgetIsExceeded)
{
    const auto checked =
        check(configuration(R"(["1", "2", "3"])", "  requests_per_minute: 10\n" + std::string(intervals)));
    EXPECT_EQ(checked.status, 0) << checked;
    EXPECT_NE(checked.out.find("exceeds requests_per_minute 10"), std::string::npos) << checked;
}

TEST_F(Check, DoesNotGuessTheNumberOfFacilities)
{
    const auto yaml = configuration("all", intervals);
    const auto budget = check(yaml, {"--json"}).json()["budget"];
    EXPECT_TRUE(budget["facilities"].is_null());
    EXPECT_TRUE(budget["needed_per_minute"].is_null());
    EXPECT_EQ(budget["per_facility_per_minute"], 5);
    EXPECT_NE(check(yaml).out.find("--online"), std::string::npos);
}

TEST_F(Check, CountsNothingForWhatIsNotPolled)
{
    const auto yaml = configuration(
        R"(["1"])", "polling: {products: 60s, purchase_orders: 60s, stock_movements: off, inventory: 120s}");
    EXPECT_EQ(check(yaml, {"--json"}).json()["budget"]["needed_per_minute"], 2.5);
}

TEST_F(Check, OnlineWithAServerThatIsNotThereFails)
{
    auto yaml = configuration(R"(["1"])");
    const std::string url = "https://openboxes.example.org/openboxes";
    yaml.replace(yaml.find(url), url.size(), "http://127.0.0.1:1/openboxes");
    const auto checked = check(yaml, {"--online"});
    EXPECT_EQ(checked.status, 1) << checked;
}

constexpr auto shipped = R"({"type":"stockMovement.shipped","timestamp":"2026-06-02T10:11:12Z",
                             "data":{"id":"a","object":{"destination":{"id":"3"}}}})";

TEST_F(Check, ExplainsPerSubscriber)
{
    const auto event = folder.write("event.json", shipped);
    const auto subscribers =
        check(configuration(R"(["1"])"), {"--explain", event, "--json"}).json()["subscribers"];
    ASSERT_EQ(subscribers.size(), 3U);
    EXPECT_EQ(subscribers[0]["name"], "erp");
    EXPECT_EQ(subscribers[0]["sent"], false);
    EXPECT_NE(subscribers[0]["reason"].get<std::string>().find("object.destination.id"), std::string::npos);
    EXPECT_EQ(subscribers[1]["sent"], true);
    EXPECT_TRUE(subscribers[1]["reason"].is_null());
    EXPECT_EQ(subscribers[2]["sent"], false);
}

TEST_F(Check, ExplainsForPeopleToo)
{
    const auto checked = check(configuration(R"(["1"])"), {"--explain", folder.write("event.json", shipped)});
    EXPECT_EQ(checked.status, 0) << checked;
    EXPECT_NE(checked.out.find("audit"), std::string::npos) << checked;
}

std::string with_body(std::string_view more)
{
    return configuration(R"(["1"])") +
           fmt::format(
               "  - {{name: other, url: 'https://other.example.org', "
               "secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, events: ['*'], {}}}\n",
               more);
}

constexpr auto complete = R"({"id":"evt_1","type":"stockMovement.shipped","timestamp":"2026-06-02T10:11:12Z",
    "data":{"id":"a","source":"https://openboxes.example.org","object":{"identifier":"7AB","name":"Größe\u202e"}}})";

TEST_F(Check, ShowsTheBodyThatASubscriberIsSent)
{
    const auto event = folder.write("event.json", complete);
    const auto checked =
        check(with_body(R"(body: {jq: '"\(.id);\(.data.object.identifier)\n"'}, content_type: text/csv)"),
              {"--explain", event});
    EXPECT_EQ(checked.status, 0) << checked;
    EXPECT_TRUE(checked.out.ends_with("\nto other:\n  content-type: text/csv\n\n  evt_1;7AB\n  \n"))
        << checked;
    EXPECT_FALSE(checked.out.contains("to audit")) << "which is sent the event itself";
    EXPECT_FALSE(checked.out.contains("to asleep")) << "which is sent nothing";
}

TEST_F(Check, ShowsTheHeadersThatBelongToABody)
{
    const auto event = folder.write("event.json", complete);
    const auto subscribers =
        check(with_body("format: cloudevents-binary"), {"--explain", event, "--json"}).json()["subscribers"];
    EXPECT_TRUE(subscribers[1]["body"].is_null());
    EXPECT_TRUE(subscribers[2]["body"].is_null());
    const auto body = subscribers[3]["body"];
    EXPECT_EQ(body["headers"]["ce-type"], "stockMovement.shipped");
    EXPECT_EQ(body["headers"]["ce-id"], "evt_1");
    EXPECT_EQ(Json::parse(body["text"].get<std::string>())["object"]["identifier"], "7AB");
}

TEST_F(Check, HidesNothingInABodyThatItShows)
{
    const auto event = folder.write("event.json", complete);
    const auto checked = check(with_body("format: slack"), {"--explain", event});
    EXPECT_TRUE(checked.out.contains(R"({"text":"Stock movement shipped: 7AB Größe\u202e"})")) << checked;
}

TEST_F(Check, SaysWhyABodyCannotBeMade)
{
    const auto failing = with_body("body: {jq: .data.object + 1}");
    const auto checked = check(failing, {"--explain", folder.write("event.json", complete)});
    EXPECT_EQ(checked.status, 1) << checked;
    EXPECT_TRUE(checked.out.contains("to other:\n  the body cannot be made: object (")) << checked;
    const auto incomplete =
        check(with_body("format: cloudevents"), {"--explain", folder.write("a.json", shipped)});
    EXPECT_EQ(incomplete.status, 1) << incomplete;
    EXPECT_TRUE(incomplete.out.contains("the event is not complete: ")) << incomplete;
}

TEST_F(Check, RefusesToExplainWhatIsNoEvent)
{
    const auto yaml = configuration(R"(["1"])");
    EXPECT_EQ(check(yaml, {"--explain", folder.write("event.json", "{}")}).status, 2);
    EXPECT_EQ(check(yaml, {"--explain", folder.write("event.json", "not json")}).status, 2);
    EXPECT_EQ(check(yaml, {"--explain", folder / "absent.json"}).status, 2);
}

}  // namespace
}  // namespace webhookd::test
