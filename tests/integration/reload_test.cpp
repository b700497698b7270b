// SIGHUP to the real daemon: a wrong file changes nothing, a right one is in force as a whole.
#include "integration/running_daemon.hpp"
#include "support/program.hpp"

namespace webhookd::test {
namespace {

using Reloading = RunningDaemon;

TEST_F(Reloading, AWrongFileChangesNothing)
{
    configure(subscriber("erp"));
    start();
    configure(subscriber("erp", "timeout: soon") + subscriber("crm", "orderin: strict"));
    reload();
    EXPECT_TRUE(log().contains("subscribers[0].timeout: expected a duration"))
        << "both errors are in the log";
    EXPECT_TRUE(log().contains("subscribers[1].orderin: unknown key"));
    EXPECT_TRUE(log().contains("reload refused"));
    EXPECT_TRUE(systemd_status().contains("THE LAST RELOAD WAS REFUSED")) << systemd_status();
    create_product();
    accepted("erp", 1);

    configure(subscriber("erp"));
    reload();
    EXPECT_FALSE(systemd_status().contains("REFUSED")) << systemd_status();
    EXPECT_EQ(ledger("crm").size(), 0U);
}

TEST_F(Reloading, WhatNeedsARestartIsRefusedWithAllTheRest)
{
    configure(subscriber("erp"));
    start();
    configure(subscriber("erp") + subscriber("crm"));
    edit("control.sock", "other.sock");
    reload();
    EXPECT_TRUE(log().contains("this needs a restart"));
    create_product();
    accepted("erp", 1);
    until_polled();
    EXPECT_EQ(ledger("crm").size(), 0U);
}

TEST_F(Reloading, ACertificateThatCannotBeUsedIsRefusedWithAllTheRest)
{
    configure(subscriber("erp"));
    start();
    const auto no_certificate = directory_.write("ca.pem", "not a certificate\n");
    configure(subscriber("erp", "timeout: 5s") + subscriber("crm", "ca_file: " + no_certificate));
    reload();
    EXPECT_TRUE(log().contains("subscriber crm: cannot use ca_file")) << "who, and which file";
    EXPECT_FALSE(log().contains("timeout: 20s -> 5s"));
    EXPECT_EQ(store::open_read_only(state_file_)->subscribers.find("crm").value().configured, false);
    create_product();
    accepted("erp", 1);
}

TEST_F(Reloading, DifferencesAreToldInWords)
{
    configure(subscriber("erp") + subscriber("old"));
    start();
    configure(subscriber("erp", "", fmt::format("[{}, {}]", second_secret, first_secret)) + subscriber("crm"),
              "detection: {storm_limit: 7}\n");
    reload();
    for (const auto* words : {"reload: detection.storm_limit: 10000 -> 7", "reload: subscriber old removed",
                              "reload: subscriber erp: secret rotated (2 keys, was 1)",
                              "reload: subscriber crm added", "changes=4"})
        EXPECT_TRUE(log().contains(words)) << words;
    EXPECT_FALSE(log().contains("ICEiIyQl")) << "no secret";
    reload();
    EXPECT_TRUE(log().contains("changes=0"));
}

TEST_F(Reloading, ARotatedSecretSignsBesideTheOldOne)
{
    const auto file = directory_.write("secret", first_secret);
    const auto from_file = "{file: " + file + "}";
    configure(subscriber("erp", "", from_file));
    start();
    create_product();
    accepted("erp", 1);
    configure(subscriber("erp", "", fmt::format("[{}, {}]", second_secret, from_file)));
    reload();
    create_product();
    accepted("erp", 2);
    directory_.write("secret", second_secret);  // the text of the configuration stays as it is
    configure(subscriber("erp", "", from_file));
    reload();
    create_product();
    accepted("erp", 3);

    const auto signed_by = [this](std::size_t index, const char* secret) {
        const auto request = ledger("erp").all().at(index).request;
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        return verify_webhook({secret}, request.headers.get("webhook-id"),
                              request.headers.get("webhook-timestamp"),
                              request.headers.get("webhook-signature"), request.body, now)
            .ok;
    };
    EXPECT_TRUE(signed_by(0, first_secret) && !signed_by(0, second_secret));
    EXPECT_TRUE(signed_by(1, first_secret) && signed_by(1, second_secret));
    EXPECT_TRUE(!signed_by(2, first_secret) && signed_by(2, second_secret));
}

TEST_F(Reloading, AnAddedSubscriberGetsOnlyWhatIsNew)
{
    configure(subscriber("erp"));
    start();
    create_product();
    accepted("erp", 1);
    configure(subscriber("erp") + subscriber("crm"));
    reload();
    const auto product = create_product();
    accepted("erp", 2);
    accepted("crm", 1);
    EXPECT_EQ(ledger("crm").all().at(0).entity, product);
}

TEST_F(Reloading, ARemovedSubscribersDeliveriesWaitUntilItIsBack)  // P1
{
    receiver("erp").call([](WebhookReceiver& it) {
        it.answer_with([](const ReceivedWebhook&) { return status_answer(503); });
    });
    configure(subscriber("erp", "retry: [7d]") + subscriber("crm"));
    start();
    create_product();
    accepted("crm", 1);
    configure(subscriber("crm"));
    reload();
    const auto status = run({"status", "--json", "--config", configuration_}).json()["subscribers"];
    ASSERT_EQ(status.size(), 2U) << status;
    EXPECT_EQ(status[1]["name"], "erp");
    EXPECT_EQ(status[1]["state"], "removed");
    EXPECT_EQ(status[1]["pending"], 1);

    create_product();
    accepted("crm", 2);
    receiver("erp").call([](WebhookReceiver& it) {
        it.answer_with([](const ReceivedWebhook&) { return status_answer(204); });
    });
    configure(subscriber("erp", "retry: [20ms]") + subscriber("crm"));
    reload();
    create_product();
    accepted("erp", 1);
    accepted("crm", 3);
}

TEST_F(Reloading, OtherIntervalsNeedNoNewBaseline)  // F-18
{
    configure(subscriber("erp"));
    start();
    const auto baselined_at = [this] {
        std::map<std::string, core::Timestamp> instants;
        for (const auto& stream : store::open_read_only(state_file_)->streams.all())
            instants[stream.name] = stream.baselined_at.value();
        return instants;
    };
    const auto before = baselined_at();
    polling_ =
        "{products: 40ms, stock_movements: 60ms, purchase_orders: 70ms, inventory: 80ms, reconcile: 300ms}";
    configure(subscriber("erp"));
    const auto product = create_product();
    reload();
    until_polled();
    EXPECT_EQ(baselined_at(), before);
    accepted("erp", 1);
    EXPECT_EQ(ledger("erp").all().at(0).entity, product);
}

TEST_F(Reloading, AnotherPasswordIsUsedAtOnce)  // F-44
{
    configure(subscriber("erp"));
    start();
    world([](simulator::World& world) {
        world.users.edit(world.users.rows().front().id).password = "changed";
        return 0;
    });
    openboxes_.call([](SimulatedOpenBoxes& server) { server.sessions().clear(); });
    until([this] { return logins_ == 3; });  // no further one is tried for five minutes
    edit("password: secret", "password: changed");
    reload();
    create_product();
    accepted("erp", 1);
    EXPECT_FALSE(log().contains("password: changed"));
}

TEST_F(Reloading, TheLogFollows)
{
    configure(subscriber("erp"));
    start();
    edit("{level: debug}", "{level: info, format: json}");
    reload();
    EXPECT_TRUE(log().contains("reload: log.format: text -> json"));
    EXPECT_TRUE(log().contains(R"("message":"reloaded changes=2")"));
}

}  // namespace
}  // namespace webhookd::test
