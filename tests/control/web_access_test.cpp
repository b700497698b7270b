// Who may read and who may change over TCP, by host, address and token.

#include "control/web_access.hpp"

#include <gtest/gtest.h>

namespace webhookd::control {
namespace {

constexpr auto token = "0123456789abcdef";

WebSettings listening_on(const char* address, const char* with_token = token)
{
    return {.listen_address = asio::ip::make_address(address), .token = core::SecretText(with_token)};
}

http::ServerRequest request(std::string method, http::Headers headers)
{
    return {.method = std::move(method), .target = "/", .headers = std::move(headers), .body = {}};
}

/// 0 when the request may pass.
int status(const http::ServerRequest& request, const WebSettings& settings,
           Exposure exposure = Exposure::data)
{
    const auto refusal = find_access(request, exposure, settings).refusal;
    return refusal ? refusal->status : 0;
}

int status_of_host(const char* host, const char* listening = "127.0.0.1")
{
    return status(request("GET", {{"Host", host}}), listening_on(listening));
}

http::ServerRequest with_credentials(std::string method, std::string credentials)
{
    return request(std::move(method), {{"host", "127.0.0.1"}, {"Authorization", std::move(credentials)}});
}

TEST(WebAccess, LoopbackHostsMayRead)
{
    for (const auto* host :
         {"localhost", "LocalHost:9464", "127.0.0.1:1", "127.1.2.3", "[::1]", "[::1]:9464"})
        EXPECT_EQ(status_of_host(host), 0) << host;
}

TEST(WebAccess, OtherHostsAreRefused)
{
    for (const auto* host : {"evil.example", "evil.example:9464", "localhost.evil.example",
                             "127.0.0.1.evil.example", "10.0.0.1", "[fe80::1]", "0x7f000001", "2130706433",
                             "", "localhost/", "localhost,evil", "ann@localhost", "localhost:"})
        EXPECT_EQ(status_of_host(host), 403) << host;
}

TEST(WebAccess, ListenAddressIsAHostToo)
{
    const auto settings = listening_on("192.0.2.7");
    EXPECT_EQ(status(request("GET", {{"host", "192.0.2.7:9464"}}), settings, Exposure::harmless), 0);
    EXPECT_EQ(status(request("GET", {{"host", "192.0.2.8:9464"}}), settings, Exposure::harmless), 403);
}

TEST(WebAccess, OnAllAddressesEveryLiteralIsAHost)
{
    const auto settings = listening_on("0.0.0.0");
    EXPECT_EQ(status(request("GET", {{"host", "10.0.0.1:9464"}}), settings, Exposure::harmless), 0);
    EXPECT_EQ(status(request("GET", {{"host", "evil.example"}}), settings, Exposure::harmless), 403);
}

TEST(WebAccess, OneHostIsExpected)
{
    const auto settings = listening_on("127.0.0.1");
    EXPECT_EQ(status(request("GET", {}), settings), 400);
    EXPECT_EQ(status(request("GET", {{"Host", "localhost"}, {"host", "localhost"}}), settings), 400);
}

TEST(WebAccess, ReadingOnLoopbackTakesNoToken)
{
    EXPECT_EQ(status(request("HEAD", {{"host", "localhost"}}), listening_on("127.0.0.1")), 0);
    EXPECT_EQ(status(request("GET", {{"host", "localhost"}}), listening_on("::1")), 0);
}

TEST(WebAccess, ChangingTakesTheToken)
{
    const auto settings = listening_on("127.0.0.1");
    for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get"}) {
        EXPECT_EQ(status(request(method, {{"host", "localhost"}}), settings), 401) << method;
        EXPECT_EQ(status(with_credentials(method, "Bearer 0123456789abcdef"), settings), 0) << method;
    }
}

TEST(WebAccess, WrongTokensAreRefused)
{
    const auto settings = listening_on("127.0.0.1");
    for (const auto* credentials :
         {"Bearer 0123456789abcdeg", "Bearer 0123456789abcde", "Bearer 0123456789abcdef0", "Bearer ",
          "Bearer", "", "0123456789abcdef", "Basic 0123456789abcdef", "Bearer  0123456789abcdef"})
        EXPECT_EQ(status(with_credentials("POST", credentials), settings), 401) << credentials;
    EXPECT_EQ(status(with_credentials("POST", "bearer 0123456789abcdef"), settings), 0);
}

TEST(WebAccess, WrongTokenIsRefusedWhateverIsAskedFor)
{
    const auto access = [](const char* method, const char* host, const char* credentials,
                           Exposure exposure = Exposure::data) {
        return find_access(request(method, {{"host", host}, {"authorization", credentials}}), exposure,
                           listening_on("127.0.0.1"));
    };
    for (const auto* method : {"GET", "HEAD", "POST"}) {
        for (const auto* host : {"localhost", "evil.example"}) {
            const auto refused = access(method, host, "Bearer 0123456789abcdeX");
            EXPECT_TRUE(refused.wrong_token) << method << host;
            ASSERT_TRUE(refused.refusal);
            EXPECT_EQ(refused.refusal->status, 401) << method << host;
        }
    }
    EXPECT_TRUE(access("POST", "localhost", "Bearer x", Exposure::harmless).wrong_token);
    EXPECT_FALSE(access("GET", "localhost", "Bearer x", Exposure::harmless).wrong_token);
    EXPECT_FALSE(access("GET", "localhost", "Bearer 0123456789abcdef").wrong_token);
    EXPECT_FALSE(access("GET", "localhost", "Basic eDp5").refusal) << "a proxy in front of us asked for it";
}

TEST(WebAccess, RefusalSaysHowToAuthenticate)
{
    const auto refusal =
        find_access(request("POST", {{"host", "localhost"}}), Exposure::data, listening_on("127.0.0.1"))
            .refusal;
    ASSERT_TRUE(refusal);
    EXPECT_EQ(http::find_header(refusal->headers, "www-authenticate"), "Bearer realm=\"openboxes-webhookd\"");
}

TEST(WebAccess, WithoutATokenNothingCanBeChanged)
{
    const auto settings = listening_on("127.0.0.1", "");
    EXPECT_EQ(status(with_credentials("POST", "Bearer "), settings), 403);
    EXPECT_EQ(status(with_credentials("GET", "Bearer "), settings), 0);
}

TEST(WebAccess, OnOtherAddressesReadingDataTakesTheToken)
{
    const auto settings = listening_on("0.0.0.0");
    EXPECT_EQ(status(request("GET", {{"host", "10.0.0.1"}}), settings), 401);
    EXPECT_EQ(status(with_credentials("GET", "Bearer 0123456789abcdef"), settings), 0);
    EXPECT_EQ(status(request("GET", {{"host", "10.0.0.1"}}), settings, Exposure::harmless), 0);
}

TEST(WebAccess, ReadingDataOnLoopbackTakesTheTokenWhereThatIsConfigured)
{
    auto settings = listening_on("127.0.0.1");
    settings.reading_takes_token = true;
    EXPECT_EQ(status(request("GET", {{"host", "localhost"}}), settings), 401);
    EXPECT_EQ(status(with_credentials("GET", "Bearer 0123456789abcdef"), settings), 0);
    EXPECT_EQ(status(request("GET", {{"host", "localhost"}}), settings, Exposure::harmless), 0);
}

TEST(WebAccess, TokenIsProofEnoughForAnyName)
{
    const auto scrape =
        request("GET", {{"host", "boxes.example.org:9464"}, {"authorization", "Bearer 0123456789abcdef"}});
    EXPECT_EQ(status(scrape, listening_on("0.0.0.0")), 0);
}

}  // namespace
}  // namespace webhookd::control
