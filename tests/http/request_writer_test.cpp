// The bytes of a request, and that no value can smuggle another header or request into them.

#include "http/request_writer.hpp"

#include <gtest/gtest.h>

namespace webhookd::http {
namespace {

constexpr RequestStyle plain{.user_agent = "webhookd/test"};

Request a_request()
{
    Request request;
    request.method = "POST";
    request.url = *Url::parse("https://example.org:8443/hook?x=1");
    request.body = "{}";
    return request;
}

std::string written(const Request& request, const RequestStyle& style = plain)
{
    std::string wire;
    const auto problem = append_request(wire, request, style);
    return problem ? "refused: " + *problem : wire;
}

TEST(RequestWriter, WritesHeadAndBodyInOnePiece)
{
    auto request = a_request();
    request.headers = {{"content-type", "application/json"}};
    EXPECT_EQ(written(request),
              "POST /hook?x=1 HTTP/1.1\r\nhost: example.org:8443\r\ncontent-type: application/json\r\n"
              "user-agent: webhookd/test\r\naccept-encoding: identity\r\ncontent-length: 2\r\n\r\n{}");
}

TEST(RequestWriter, GetHasNoContentLength)
{
    auto request = a_request();
    request.method = "GET";
    request.body.clear();
    EXPECT_EQ(written(request).find("content-length"), std::string::npos);
}

TEST(RequestWriter, EmptyPostHasContentLengthZero)
{
    auto request = a_request();
    request.body.clear();
    EXPECT_NE(written(request).find("content-length: 0\r\n"), std::string::npos);
}

TEST(RequestWriter, ProxyGetsTheWholeUrl)
{
    const RequestStyle style{.user_agent = "a", .absolute_form = true};
    EXPECT_TRUE(
        written(a_request(), style).starts_with("POST https://example.org:8443/hook?x=1 HTTP/1.1\r\n"));
}

TEST(RequestWriter, CallersUserAgentWins)
{
    auto request = a_request();
    request.headers = {{"User-Agent", "mine"}};
    EXPECT_EQ(written(request).find("webhookd/test"), std::string::npos);
}

TEST(RequestWriter, NothingCanSmuggleAHeaderOrARequest)
{
    const std::vector<std::pair<std::string, std::string>> wrong = {{"X", "a\r\nY: b"},
                                                                    {"X", "a\nb"},
                                                                    {"X", std::string("a\0b", 3)},
                                                                    {"X: Y", "b"},
                                                                    {"", "b"},
                                                                    {"X\r\n", "b"},
                                                                    {"Content-Length", "5"},
                                                                    {"transfer-encoding", "chunked"},
                                                                    {"Host", "other"},
                                                                    {"Connection", "close"}};
    for (const auto& header : wrong) {
        auto request = a_request();
        request.headers = {header};
        EXPECT_TRUE(written(request).starts_with("refused: ")) << header.first;
    }
    auto request = a_request();
    request.method = "POST /other HTTP/1.1\r\n";
    EXPECT_TRUE(written(request).starts_with("refused: "));
    request = a_request();
    request.url.target = "/a b";
    EXPECT_TRUE(written(request).starts_with("refused: "));
}

TEST(RequestWriter, RefusalsDoNotRepeatValues)
{
    auto request = a_request();
    request.headers = {{"Authorization", "secret\n"}};
    EXPECT_EQ(written(request).find("secret"), std::string::npos);
}

}  // namespace
}  // namespace webhookd::http
