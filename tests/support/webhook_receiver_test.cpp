// The webhook receiver: its verification against the published vectors (standard-webhooks.md), its scripts,
// its ledger.

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "support/io_thread.hpp"
#include "support/raw_client.hpp"
#include "support/webhook_receiver.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::test {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

struct Vector
{
    std::string secret;
    std::string id;
    std::string timestamp;
    std::string body;
    std::string signature;
};

const Vector vector_a{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
                      R"({"test": 2432232314})", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="};
const Vector vector_b{"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                      "1649367553", R"({"email":"test@example.com","username":"test_user"})",
                      "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="};
const Vector vector_c{
    "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
    R"({"test": 2432232314})",
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="};

SignatureCheck check(const Vector& v, seconds age = seconds(0))
{
    auto now = sys_seconds(seconds(std::stoll(v.timestamp))) + age;
    return verify_webhook({v.secret}, v.id, v.timestamp, v.signature, v.body, now);
}

TEST(SignatureCheck, AcceptsThePublishedVectors)
{
    for (const auto& v : {vector_a, vector_b, vector_c})
        EXPECT_TRUE(check(v).ok) << v.id << ": " << check(v).reason;
}

TEST(SignatureCheck, RefusesWhatWasChanged)
{
    for (auto v : {vector_a, vector_c}) {
        v.body += " ";
        EXPECT_FALSE(check(v).ok);
    }
    auto other_id = vector_a;
    other_id.id += "x";
    EXPECT_FALSE(check(other_id).ok);
    auto other_version = vector_a;
    other_version.signature.replace(0, 2, "v2");
    EXPECT_FALSE(check(other_version).ok);
    auto no_comma = vector_a;
    no_comma.signature.erase(2, 1);
    EXPECT_FALSE(check(no_comma).ok);
    auto empty_secret = vector_a;
    empty_secret.secret = "whsec_";
    EXPECT_FALSE(check(empty_secret).ok);
}

TEST(SignatureCheck, FindsTheRightOneOfSeveral)
{
    auto v = vector_a;
    v.signature = "v1,AAAA v9,zzzz nonsense " + v.signature;
    EXPECT_TRUE(check(v).ok);
}

TEST(SignatureCheck, ToleratesFiveMinutesEitherWay)
{
    EXPECT_TRUE(check(vector_a, seconds(300)).ok);
    EXPECT_TRUE(check(vector_a, seconds(-300)).ok);
    EXPECT_FALSE(check(vector_a, seconds(301)).ok);
    EXPECT_FALSE(check(vector_a, seconds(-301)).ok);
    auto words = vector_a;
    words.timestamp = "1614265330x";
    EXPECT_FALSE(
        verify_webhook({words.secret}, words.id, words.timestamp, words.signature, words.body, sys_seconds())
            .ok);
}

std::string post(const Vector& v)
{
    return fmt::format(
        "POST /hook HTTP/1.1\r\nHost: test\r\nConnection: close\r\nwebhook-id: {}\r\nwebhook-timestamp: "
        "{}\r\n"
        "webhook-signature: {}\r\nContent-Length: {}\r\n\r\n{}",
        v.id, v.timestamp, v.signature, v.body.size(), v.body);
}

struct ReceiverTest : ::testing::Test
{
    static ReceiverOptions options()
    {
        ReceiverOptions options;
        options.secrets = {vector_a.secret, vector_b.secret};
        options.now = [] { return sys_seconds(seconds(1614265330)); };
        return options;
    }

    /// The status line of the answer to a webhook.
    std::string deliver(const Vector& v)
    {
        RawClient client(receiver.call([](WebhookReceiver& r) { return r.server().port(); }));
        client.send(post(v));
        auto answer = client.read_all().bytes;
        return answer.substr(0, answer.find('\r'));
    }

    OnThread<WebhookReceiver> receiver{options()};
};

TEST_F(ReceiverTest, RecordsAndAcceptsAWebhook)
{
    EXPECT_EQ(deliver(vector_a), "HTTP/1.1 204 No Content");
    receiver.call([](WebhookReceiver& r) {
        const auto& webhook = r.ledger().all().at(0);
        EXPECT_TRUE(webhook.signature.ok) << webhook.signature.reason;
        EXPECT_EQ(webhook.request.path, "/hook");
        EXPECT_EQ(webhook.request.body, vector_a.body);
        EXPECT_TRUE(webhook.accepted);
    });
}

TEST_F(ReceiverTest, AnswersByScriptFirstOfTheIdThenOfTheOrder)
{
    receiver.call([](WebhookReceiver& r) {
        r.answer_next({503, 429});
        r.answer_id(vector_a.id, {retry_after_answer(500, "7")});
    });
    EXPECT_EQ(deliver(vector_a), "HTTP/1.1 500 Internal Server Error");
    EXPECT_EQ(deliver(vector_a), "HTTP/1.1 503 Service Unavailable");
    EXPECT_EQ(deliver(vector_a), "HTTP/1.1 429 Too Many Requests");
    EXPECT_EQ(deliver(vector_a), "HTTP/1.1 204 No Content");
    receiver.call([](WebhookReceiver& r) {
        EXPECT_EQ(r.ledger().count(vector_a.id), 4);
        EXPECT_EQ(r.ledger().accepted_ids(), std::vector{vector_a.id});
    });
}

TEST_F(ReceiverTest, WaitsForArrivals)
{
    EXPECT_FALSE(receiver.await([](WebhookReceiver& r) { return r.received(1); }, seconds(0)));
    deliver(vector_a);
    EXPECT_TRUE(receiver.await([](WebhookReceiver& r) { return r.received(1); }));
}

TEST_F(ReceiverTest, HoldsAnswersUntilReleased)
{
    receiver.call([](WebhookReceiver& r) { r.hold(); });
    RawClient client(receiver.call([](WebhookReceiver& r) { return r.server().port(); }));
    client.send(post(vector_a));
    EXPECT_TRUE(receiver.await([](WebhookReceiver& r) { return r.received(1); }));
    EXPECT_EQ(receiver.call([](WebhookReceiver& r) { return r.in_flight(); }), 1);
    receiver.call([](WebhookReceiver& r) { r.release(); });
    EXPECT_TRUE(client.read_all().bytes.starts_with("HTTP/1.1 204"));
}

ReceivedWebhook a_webhook(std::string id, std::string type, std::string detected_at)
{
    ReceivedWebhook webhook;
    webhook.id = std::move(id);
    webhook.type = std::move(type);
    webhook.entity = "m1";
    webhook.detected_at = std::move(detected_at);
    webhook.signature.ok = true;
    webhook.accepted = true;
    auto body = core::event_example(*core::Rulebook::built_in()->find_event(webhook.type));
    body["data"]["object"]["name"] = "of " + webhook.id;
    webhook.request.body = body.dump();
    return webhook;
}

TEST(WebhookLedger, KeepsTheOrderOfAnEntity)  // P4
{
    WebhookLedger ledger;
    ledger.add(a_webhook("a", "stockMovement.shipped", "2026-06-02T10:00:00Z"));
    ledger.add(a_webhook("b", "stockMovement.received", "2026-06-02T10:01:00Z"));
    EXPECT_EQ(ledger.accepted_types("m1"),
              (std::vector<std::string>{"stockMovement.shipped", "stockMovement.received"}));
    EXPECT_TRUE(ledger.problems().empty());
    ledger.add(a_webhook("c", "stockMovement.shipped", "2026-06-02T10:00:30Z"));
    EXPECT_EQ(ledger.problems().size(), 1);
}

TEST(WebhookLedger, HoldsBodiesAgainstTheirSchema)
{
    WebhookLedger ledger;
    auto webhook = a_webhook("a", "product.created", "2026-06-02T10:00:00Z");
    webhook.request.body = R"({"type":"product.created","timestamp":"2026-06-02T10:00:00Z","data":{}})";
    ledger.add(std::move(webhook));
    EXPECT_FALSE(ledger.problems().empty());
}

TEST(WebhookLedger, NoticesARepeatedIdWithAnotherBody)  // P3
{
    WebhookLedger ledger;
    ledger.add(a_webhook("a", "product.created", "2026-06-02T10:00:00Z"));
    ledger.add(a_webhook("a", "product.created", "2026-06-02T10:00:00Z"));
    EXPECT_TRUE(ledger.problems().empty());
    auto changed = a_webhook("a", "product.created", "2026-06-02T10:00:00Z");
    changed.request.body += " ";
    ledger.add(std::move(changed));
    EXPECT_EQ(ledger.problems().size(), 1);
    EXPECT_EQ(ledger.ids("product.created"), std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace webhookd::test
