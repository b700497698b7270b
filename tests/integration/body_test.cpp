// Bodies of other forms from the whole program, whose own executable runs the programs in jq.

#include <gtest/gtest.h>

#include "integration/running_daemon.hpp"
#include "support/program.hpp"

namespace webhookd::test {
namespace {

using Bodies = RunningDaemon;

TEST_F(Bodies, AreWhatEachSubscriberWants)
{
    configure(subscriber("erp", R"(body: {jq: '{code: .data.object.productCode, id}'})") +
              subscriber("crm", "format: slack"));
    start();
    create_product();
    accepted("erp", 1);
    accepted("crm", 1);
    const auto sent = Json::parse(ledger("erp").all().at(0).request.body);
    EXPECT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent["id"], ledger("erp").all().at(0).id);
    EXPECT_TRUE(Json::parse(ledger("crm").all().at(0).request.body)["text"].get<std::string>().starts_with(
        "Product created: "));
}

TEST_F(Bodies, FollowAReload)
{
    const std::string patient =
        "retry: [300ms, 300ms, 300ms, 300ms, 300ms, 300ms, 300ms, 300ms, 300ms, 1h], ";
    configure(subscriber("erp", patient + "body: {jq: 'error(.type)'}"));
    start();
    create_product();
    until_polled();
    configure(subscriber("erp", patient + "body: {jq: '{'}"));
    reload();
    EXPECT_TRUE(log().contains("subscribers[0].body.jq: the program cannot be used: syntax error"));
    configure(subscriber("erp", patient + "body: {jq: .type}"));
    reload();
    accepted("erp", 1);
    EXPECT_EQ(ledger("erp").all().at(0).request.body, R"("product.created")");
}

TEST_F(Bodies, HoldUpNothingWhileTheyAreCompiled)
{
    std::string endless;
    for (int i = 0; i < 2000; ++i)
        endless += ". as $a|";
    configure(subscriber("erp"));
    const auto before = directory_.write("before.yaml", file_text());
    start();
    std::string many;
    for (int i = 0; i < 6; ++i)
        many += subscriber("erp" + std::to_string(i), fmt::format("body: {{jq: '{}{}'}}", endless, i));
    configure(many);
    process_->signal(SIGHUP);
    until([this] { return log().contains("reloading"); });
    EXPECT_EQ(run({"status", "--config", before}).status, 0);
    EXPECT_FALSE(log().contains("reload refused")) << "it takes more than a second of the processor";
    until([this] { return log().contains("reload refused"); });
    EXPECT_TRUE(log().contains("subscribers[5].body.jq: the program cannot be used: it took longer"));
}

TEST_F(Bodies, AreNoConcernOfCommandsThatOnlyAskTheDaemon)
{
    configure(subscriber("erp", "body: {jq: .type}"));
    start();
    configure(subscriber("erp", "body: {jq: '{'}"));
    const auto asked = run({"status", "--config", configuration_});
    EXPECT_EQ(asked.status, 0) << asked;
    EXPECT_EQ(run({"check", "--config", configuration_}).status, 2);
}

}  // namespace
}  // namespace webhookd::test
