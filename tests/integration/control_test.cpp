// The commands that talk to the running daemon over its control socket.

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "integration/daemon_fixture.hpp"

namespace webhookd::test {
namespace {

class Control : public DaemonTest
{
  protected:
    /// The newest delivery, as soon as it is in this state.
    Json wait_for_delivery(const std::string& state)
    {
        // An attempt is recorded a moment after the receiver has answered it.
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (std::chrono::steady_clock::now() < limit) {
            const auto found = command_json({"deliveries", "list", "--state", state})["deliveries"];
            if (!found.empty()) return found[0];
        }
        ADD_FAILURE() << "no delivery became " << state << "\n" << log();
        return {};
    }
};

TEST_F(Control, StatusComesFromTheRunningDaemon)
{
    start();
    const auto finished = command({"status", "--json"});
    EXPECT_EQ(finished.status, 0) << finished;
    EXPECT_EQ(finished.err, "");
    const auto status = finished.json();
    EXPECT_EQ(status["daemon"]["running"], true);
    EXPECT_GT(status["budget"]["used_last_minute"], 0);
    EXPECT_EQ(status["subscribers"][0]["name"], "erp");
    EXPECT_EQ(status["subscribers"][0]["in_flight"], 0);
}

TEST_F(Control, WhatIsCommandedLeavesALineAndARowWithItsUser)
{
    start();
    EXPECT_EQ(command({"subscribers", "pause", "erp", "--reason", "\x1b[2Jaudit"}).status, 0);
    EXPECT_EQ(command({"subscribers", "pause", "nobody"}).status, 1);
    const auto by = fmt::format("uid {}", getuid());
    const auto actions = command_json({"audit"})["actions"];
    ASSERT_EQ(actions.size(), 2U);
    EXPECT_EQ(actions[0]["outcome"], "refused");
    EXPECT_EQ(actions[1]["action"], "subscribers pause");
    EXPECT_EQ(actions[1]["by"], by);
    EXPECT_EQ(actions[1]["arguments"]["name"], "erp");
    EXPECT_EQ(actions[1]["outcome"], "done");
    const auto text = log();
    EXPECT_TRUE(text.contains("action=\"subscribers pause\" by=\"" + by + "\"")) << text;
    EXPECT_FALSE(text.contains('\x1b')) << text;
    EXPECT_TRUE(command({"audit"}).out.contains("subscribers pause"));
}

TEST_F(Control, WithoutTheDaemonTheStateFileAnswersAndItIsSaid)
{
    start();
    stop();
    const auto finished = command({"status", "--json"});
    EXPECT_EQ(finished.status, 0) << finished;
    EXPECT_EQ(finished.json()["daemon"]["running"], false);
    const auto document = finished.json();
    const auto& streams = document["streams"];
    EXPECT_TRUE(std::ranges::any_of(streams, [](const Json& stream) { return stream["name"] == "products"; }))
        << finished.out;
    EXPECT_NE(finished.err.find("the daemon is not running"), std::string::npos) << finished;
    EXPECT_NE(finished.err.find(folder / "control.sock"), std::string::npos) << finished;
}

TEST_F(Control, HealthIsAskedOfTheRunningDaemon)
{
    start();
    const auto alive = command({"healthcheck"});
    EXPECT_EQ(alive.status, 0) << alive;
    EXPECT_TRUE(alive.out.starts_with("alive: ")) << alive;
    EXPECT_EQ(std::ranges::count(alive.out + alive.err, '\n'), 1) << "one line, for a log";
}

TEST_F(Control, HealthFailsWhileTheDaemonDoesNotRun)
{
    start();
    stop();
    const auto dead = command({"healthcheck"});
    EXPECT_EQ(dead.status, 1) << dead;
    EXPECT_TRUE(dead.out.starts_with("not alive: ")) << dead;
    EXPECT_EQ(std::ranges::count(dead.out + dead.err, '\n'), 1) << "one line, for a log";
}

TEST_F(Control, HealthFailsInTimeWhenTheDaemonHangs)
{
    start();
    daemon().signal(SIGSTOP);  // the kernel still accepts for it
    const auto hung = command({"healthcheck", "--timeout", "100ms"});
    daemon().signal(SIGCONT);
    EXPECT_EQ(hung.status, 1) << hung;
}

TEST_F(Control, SocketIsForOwnerAndGroupAndGoesWithTheDaemon)
{
    start();
    struct stat status{};
    ASSERT_EQ(stat((folder / "control.sock").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0660U);
    stop();
    EXPECT_FALSE(std::filesystem::exists(folder / "control.sock"));
}

TEST_F(Control, SocketOfAKilledDaemonIsReplaced)
{
    start();
    kill();
    ASSERT_TRUE(std::filesystem::exists(folder / "control.sock"));
    start();
    EXPECT_EQ(command_json({"status"})["daemon"]["running"], true);
}

TEST_F(Control, CommandWithoutTheDaemonFailsAndSaysHowToStartIt)
{
    start();
    stop();
    const auto finished = command({"subscribers", "pause", "erp"});
    EXPECT_EQ(finished.status, 1) << finished;
    EXPECT_NE(finished.err.find("the daemon is not running"), std::string::npos) << finished;
    EXPECT_NE(finished.err.find("systemctl start openboxes-webhookd"), std::string::npos) << finished;
}

TEST_F(Control, UnknownSubscriberIsAFailureThatNamesTheOthers)
{
    start();
    const auto finished = command({"subscribers", "pause", "epr"});
    EXPECT_EQ(finished.status, 1) << finished;
    EXPECT_NE(finished.err.find("there are: erp"), std::string::npos) << finished;
}

TEST_F(Control, PausedSubscriberGetsNothingOverARestartAndEverythingInOrderWhenResumed)
{
    delivery_settings = "ordering: strict";
    start();
    EXPECT_EQ(command_json({"subscribers", "pause", "erp", "--reason", "maintenance"})["state"], "held");
    for (int i = 0; i < 3; ++i) {
        create_product();
        polled_twice();
    }
    restart();
    const auto subscriber = command_json({"subscribers", "list"})["subscribers"][0];
    EXPECT_EQ(subscriber["state"], "held");
    EXPECT_EQ(subscriber["reason"], "paused by command: maintenance");
    EXPECT_EQ(subscriber["pending"], 3);
    EXPECT_EQ(webhooks().size(), 0U);

    EXPECT_EQ(command_json({"subscribers", "resume", "erp"})["state"], "healthy");
    received(3);
    std::vector<std::string> sent;
    for (const auto& webhook : webhooks())
        sent.push_back(webhook.id);
    auto events = command_json({"events", "list"})["events"];
    std::ranges::reverse(events);
    std::vector<std::string> emitted;
    for (const auto& event : events)
        emitted.push_back(event["id"]);
    EXPECT_EQ(sent, emitted);
}

TEST_F(Control, RetriedDeadLetterIsSentAgainWithItsIdItsBodyAndItsFirstAttempt)
{
    receiver.call([](WebhookReceiver& server) { server.answer_next({500, 500}); });
    start();
    create_product();
    received(2);  // delivery.retry is one retry
    const auto dead = wait_for_delivery("dead");
    EXPECT_FALSE(dead["last_error"].is_null());

    for (std::size_t retries = 1; retries <= 2; ++retries) {
        const auto retried = command_json({"deliveries", "retry", dead["id"].dump()});
        EXPECT_EQ(retried["deliveries"][0]["id"], dead["id"]);
        received(2 + retries);
        wait_for_delivery("delivered");
    }
    const auto sent = webhooks();
    for (const auto& webhook : sent) {
        EXPECT_EQ(webhook.id, sent[0].id);
        EXPECT_EQ(webhook.request.body, sent[0].request.body);
    }
    const auto attempts = command_json({"events", "show", sent[0].id})["deliveries"][0]["attempts"];
    std::vector<int> numbers;
    for (const auto& attempt : attempts)
        numbers.push_back(attempt["number"]);
    EXPECT_EQ(numbers, (std::vector<int>{1, 2, 1, 1}));
}

TEST_F(Control, WebhooksNameTheProgramAndItsVersion)
{
    start();
    create_product();
    received(1);
    const std::string version = command_json({"status"})["daemon"]["version"];
    EXPECT_EQ(webhooks()[0].request.headers.get("user-agent"), "openboxes-webhookd/" + version);
}

TEST_F(Control, DroppedDeliveryIsNotSentAgainAndWhatWaitedForItIs)
{
    receiver.call([](WebhookReceiver& server) { server.answer_next({500}); });
    delivery_settings = "retry: [1h]";
    start();
    create_product();
    received(1);
    const auto stuck = wait_for_delivery("pending");
    const auto dropped = command_json({"deliveries", "drop", stuck["id"].dump()});
    EXPECT_EQ(dropped["deliveries"][0]["was"], "pending");
    EXPECT_EQ(dropped["deliveries"][0]["state"], "dead");
    EXPECT_EQ(wait_for_delivery("dead")["last_error"], "dropped by command");
}

TEST_F(Control, NewSubscriberIsSentItsHistoryOnce)
{
    start();
    create_product();
    create_product();
    received(2);
    stop();
    subscribers.push_back(a_subscriber("crm"));
    start();
    const std::vector<std::string> replay{"replay", "--subscriber", "crm", "--since", "1h", "--missing"};
    auto dry = replay;
    dry.emplace_back("--dry-run");
    EXPECT_EQ(command_json(dry)["queued"], 2);
    EXPECT_EQ(command_json({"deliveries", "list", "--subscriber", "crm"})["deliveries"].size(), 0U);

    EXPECT_EQ(command_json(replay)["queued"], 2);
    received(4);
    EXPECT_EQ(command_json(replay)["queued"], 0);
    for (const auto& id : receiver.call([](WebhookReceiver& server) { return server.ledger().ids(); }))
        EXPECT_EQ(receiver.call([&id](WebhookReceiver& server) { return server.ledger().count(id); }), 2U);
}

TEST_F(Control, ReplayOfTheFailedSendsExactlyThose)
{
    receiver.call([](WebhookReceiver& server) { server.answer_next({204, 500, 500, 204}); });
    start();
    for (const std::size_t arrivals : {1U, 3U, 4U}) {
        create_product();
        received(arrivals);
    }
    const auto dead = wait_for_delivery("dead");
    EXPECT_EQ(command_json({"replay", "--subscriber", "erp", "--since", "1h", "--failed"})["queued"], 1);
    received(5);
    EXPECT_EQ(webhooks().back().id, dead["event_id"].get<std::string>());
}

}  // namespace
}  // namespace webhookd::test
