// The receiver that the benchmarks judge the daemon by, judged itself: by a raw client, and by the daemon's
// own signing.

#include "bench/receiver/receiver.hpp"

#include <gtest/gtest.h>

#include "bench/limits/http_load.hpp"
#include "bench/receiver/request_reader.hpp"
#include "bench/rig/stage.hpp"
#include "webhookd/core/signature.hpp"

namespace webhookd::bench {
namespace {

std::string a_webhook(std::string_view id, std::string_view body, const std::string& key = bench_secret)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto timestamp = std::to_string(now.time_since_epoch().count());
    const auto signer = core::SigningKey::parse(core::SecretText(key)).value();
    return fmt::format(
        "POST /erp HTTP/1.1\r\nHost: x\r\nwebhook-id: {}\r\nwebhook-timestamp: {}\r\n"
        "webhook-signature: {}\r\ncontent-length: {}\r\n\r\n{}",
        id, timestamp, signer.sign(id, timestamp, body), body.size(), body);
}

Faults faults_of(std::vector<std::string> requests)
{
    RunningReceiver receiver;
    const auto count = requests.size();
    send_all({.port = receiver.port(), .connections = 2, .requests = std::move(requests)});
    return receiver.stop().faults(count);
}

TEST(Receiver, TakesWebhooksWithAGoodSignature)
{
    EXPECT_TRUE(
        faults_of({a_webhook("evt_1", "{}"), a_webhook("evt_2", "{}"), a_webhook("evt_3", "{}")}).none());
}

TEST(Receiver, NoticesASignatureOfAnotherKey)
{
    const auto faults = faults_of({a_webhook("evt_1", "{}", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")});
    EXPECT_EQ(faults.not_signed, 1U);
}

TEST(Receiver, NoticesAChangedBody)
{
    auto request = a_webhook("evt_1", "{}");
    request.replace(request.size() - 2, 2, "[]");
    EXPECT_EQ(faults_of({request}).not_signed, 1U);
}

TEST(RequestReader, WaitsForTheWholeBody)
{
    RequestReader reader;
    reader.append("POST /a HTTP/1.1\r\nContent-Length: 4\r\n\r\nab");
    EXPECT_FALSE(reader.next());
    reader.append("cdPOST /b");
    EXPECT_EQ(reader.next().value().body, "abcd");
    EXPECT_FALSE(reader.next());
}

TEST(RequestReader, RefusesWhatHasNoLength)
{
    RequestReader reader;
    reader.append("POST /a HTTP/1.1\r\nhost: x\r\n\r\n");
    EXPECT_THROW(reader.next(), BadRequest);
}

}  // namespace
}  // namespace webhookd::bench
