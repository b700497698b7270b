// The answer reader against everything a peer may send; each text also byte by byte, as a slow network brings
// it.
#include "http/message_reader.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/property.hpp"

namespace webhookd::http {
namespace {

constexpr MessageLimits small{.max_header_bytes = 512, .max_body_bytes = 32};

struct Result
{
    std::string state;
    Message message;
    bool keep_alive = false;
    std::size_t left = 0;
};

/// Offers the text `step` bytes at a time, then the end of the stream when the reader wants more.
Result read(std::string_view text, std::size_t step, MessageLimits limits, bool without_body = false)
{
    MessageReader<false> reader(limits, without_body);
    std::size_t begin = 0;
    for (std::size_t end = 0; end < text.size() && !reader.done() && !reader.failure();) {
        end = std::min(text.size(), end + step);
        begin += reader.feed(text.substr(begin, end - begin));
    }
    if (!reader.done() && !reader.failure()) reader.end_of_stream();
    Result result;
    result.state = reader.failure() ? std::string(to_string(reader.failure()->kind)) : "done";
    result.keep_alive = reader.done() && reader.keep_alive();
    result.message = reader.message();
    result.left = text.size() - begin;
    return result;
}

/// Reads it whole and byte by byte, which must come to the same answer. Only the kind of failure may differ:
/// fed byte by byte, the parser looks at nothing before the empty line, and so may meet the end of the stream
/// first.
Result read(std::string_view text, MessageLimits limits = small, bool without_body = false)
{
    auto whole = read(text, text.size() + 1, limits, without_body);
    const auto dripped = read(text, 1, limits, without_body);
    EXPECT_EQ(whole.state == "done", dripped.state == "done") << text;
    if (whole.state == "done") {
        EXPECT_EQ(whole.message.body, dripped.message.body) << text;
        EXPECT_EQ(whole.message.headers, dripped.message.headers) << text;
    }
    return whole;
}

TEST(MessageReader, StatusLineMayEndBehindTheNumber)
{
    const auto result = read("HTTP/1.1 100\r\n\r\nHTTP/1.1 204\r\nX: y\r\n\r\n");
    EXPECT_EQ(result.state, "done");
    EXPECT_EQ(result.message.status, 204);
    EXPECT_EQ(result.message.headers.size(), 1U);
    EXPECT_EQ(read("HTTP/1.1 200\rX: y\r\n\r\n").state, "protocol");
    EXPECT_EQ(read("HTTP/1.1 2000\r\n\r\n").state, "protocol");
    EXPECT_EQ(read("HTTP/1.1 000\r\nX: y\r\n\r\n").state, "protocol");
    EXPECT_EQ(read("HTTP/1.1 099 Nothing\r\n\r\n").state, "protocol");
}

TEST(MessageReader, ContentLength)
{
    const auto result = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Odd: \xff\xe9\r\n\r\nhello");
    EXPECT_EQ(result.state, "done");
    EXPECT_EQ(result.message.status, 200);
    EXPECT_EQ(result.message.body, "hello");
    EXPECT_EQ(find_header(result.message.headers, "x-odd"), "\xff\xe9");
    EXPECT_TRUE(result.keep_alive);
}

TEST(MessageReader, ChunkedWithExtensionsAndTrailers)
{
    const auto result = read(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;name=value\r\nhello\r\n1\r\n!\r\n0\r\nX-Trailer: late\r\n\r\n");
    EXPECT_EQ(result.state, "done");
    EXPECT_EQ(result.message.body, "hello!");
    EXPECT_FALSE(find_header(result.message.headers, "x-trailer"));
    EXPECT_TRUE(result.keep_alive);
}

/// Beast 1.81 asserts that it has five bytes of a last chunk it has begun to read (RFC 9112 7.1).
TEST(MessageReader, BodyWithoutChunksMayBeCutAnywhere)
{
    const std::string_view text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n";
    for (std::size_t step = 1; step <= text.size(); ++step) {
        const auto result = read(text, step, small);
        EXPECT_EQ(result.state, "done") << step;
        EXPECT_EQ(result.message.body, "") << step;
        EXPECT_EQ(result.left, 0U) << step;
    }
}

TEST(MessageReader, BodyUntilTheConnectionCloses)
{
    const auto result = read("HTTP/1.1 200 OK\r\n\r\nall of it");
    EXPECT_EQ(result.state, "done");
    EXPECT_EQ(result.message.body, "all of it");
    EXPECT_FALSE(result.keep_alive);
}

TEST(MessageReader, InformationalAnswersAreSkipped)
{
    const auto result = read(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        "HTTP/1.1 204 No Content\r\nX: 1\r\n\r\n");
    EXPECT_EQ(result.state, "done");
    EXPECT_EQ(result.message.status, 204);
    EXPECT_EQ(result.message.headers, (Headers{{"X", "1"}}));
    EXPECT_TRUE(result.keep_alive);
}

TEST(MessageReader, EndlessInformationalAnswersEnd)
{
    std::string flood;
    for (int i = 0; i < 100; ++i)
        flood += "HTTP/1.1 100 Continue\r\n\r\n";
    EXPECT_EQ(read(flood).state, "protocol");
}

TEST(MessageReader, SwitchingProtocolsIsRefused)
{
    EXPECT_EQ(read("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n").state, "protocol");
}

TEST(MessageReader, AnswersWithoutBodyEndAtTheirHeaders)
{
    for (const std::string status : {"204 No Content", "304 Not Modified"}) {
        const auto result = read("HTTP/1.1 " + status + "\r\nContent-Length: 7\r\n\r\ngarbage");
        EXPECT_EQ(result.state, "done");
        EXPECT_EQ(result.message.body, "");
        EXPECT_EQ(result.left, 7U);  // the client drops a connection with bytes left over
    }
}

TEST(MessageReader, AnswerToHeadOrConnectHasNoBody)
{
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", small, true).state, "done");
}

TEST(MessageReader, TruncatedBodiesAreResets)  // F-8
{
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello").state, "reset");
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n").state, "reset");
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n").state,
              "reset");
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Le").state, "reset");
    EXPECT_EQ(read("HTTP/1.1 100 Continue\r\n\r\n").state, "reset");
}

TEST(MessageReader, BodyOverTheLimitIsTooLarge)
{
    const std::string body(33, 'x');
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n" + body).state, "too_large");
    EXPECT_EQ(
        read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n21\r\n" + body + "\r\n0\r\n\r\n").state,
        "too_large");
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\n\r\n" + body).state, "too_large");
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\nx").state, "too_large");
}

TEST(MessageReader, BodyOverTheLimitIsCutWhenAskedTo)
{
    auto cut = small;
    cut.truncate_body = true;
    for (const std::string head : {"Content-Length: 40\r\n\r\n", "Content-Length: 4000000000000\r\n\r\n",
                                   "\r\n", "Transfer-Encoding: chunked\r\n\r\n28\r\n"}) {
        for (const std::size_t sent : {33U, 40U}) {
            const auto result =
                read(fmt::format("HTTP/1.1 200 OK\r\n{}{}", head, std::string(sent, 'x')), cut);
            EXPECT_EQ(result.state, "done") << head << sent;
            EXPECT_EQ(result.message.body, std::string(32, 'x')) << head << sent;
            EXPECT_TRUE(result.message.body_truncated);
            EXPECT_FALSE(result.keep_alive);
        }
    }
}

TEST(MessageReader, BodyOfExactlyTheLimitIsWhole)
{
    const auto result = read("HTTP/1.1 200 OK\r\nContent-Length: 32\r\n\r\n" + std::string(32, 'x'));
    EXPECT_EQ(result.state, "done");
    EXPECT_FALSE(result.message.body_truncated);
}

TEST(MessageReader, HeaderFloodEnds)
{
    std::string one_long = "HTTP/1.1 200 OK\r\nX: " + std::string(600, 'x') + "\r\n\r\n";
    EXPECT_EQ(read(one_long).state, "protocol");
    std::string many = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 200; ++i)
        many += "X: y\r\n";
    EXPECT_EQ(read(many + "\r\n").state, "protocol");
}

TEST(MessageReader, WrongFramingIsAProtocolFailure)
{
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    EXPECT_EQ(read(ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx").state, "protocol");
    EXPECT_EQ(read(ok + "Content-Length: -1\r\n\r\nx").state, "protocol");
    EXPECT_EQ(read(ok + "Content-Length: 0x5\r\n\r\nhello").state, "protocol");
    EXPECT_EQ(read(ok + "Content-Length: 99999999999999999999\r\n\r\nhello").state, "protocol");
    EXPECT_EQ(read(ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").state,
              "protocol");
    EXPECT_EQ(read(ok + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n").state,
              "protocol");
    EXPECT_EQ(read(ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n").state, "protocol");
    EXPECT_EQ(read(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n").state, "protocol");
    EXPECT_EQ(read(ok + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello").state, "protocol");
}

TEST(MessageReader, SameContentLengthTwiceIsHarmless)
{
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok").message.body, "ok");
}

TEST(MessageReader, WhatIsNotHttpIsAProtocolFailure)
{
    for (const std::string text :
         {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
          "HTTP/1.1 abc OK\r\n\r\n", "<html></html>\r\n\r\n", "\r\n\r\n\r\n\r\n\r\n",
          "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nA\x01: b\r\n\r\n",
          "HTTP/1.1 200 OK\r\nA: \x01\r\n\r\n", "HTTP/1.1 200 OK\nA: b\n\n", "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
          "HTTP/1.1 200 OK\r\nConnection: ,=;\x7f\r\n\r\n"}) {
        EXPECT_EQ(read(text).state, "protocol") << text;
    }
}

TEST(MessageReader, NulBytesAreRefused)
{
    EXPECT_EQ(read(std::string_view("HTTP/1.1 200 OK\r\nA: \0b\r\n\r\n", 26)).state, "protocol");
}

TEST(MessageReader, CompressedBodiesAreNotTouched)
{
    const auto result =
        read("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08");
    EXPECT_EQ(result.message.body, "\x1f\x8b\x08");
}

TEST(MessageReader, ConnectionCloseEndsKeepAlive)
{
    EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").keep_alive);
    EXPECT_FALSE(read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").keep_alive);
    EXPECT_TRUE(read("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n").keep_alive);
}

/// Pieces of HTTP in any order: what a hostile peer sends reads more like HTTP than random bytes do.
rc::Gen<std::string> hostile_answers()
{
    const auto piece = rc::gen::oneOf(
        rc::gen::elementOf(std::vector<std::string>{
            "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.0 204 \r\n",
            "Content-Length: 3\r\n", "Content-Length: 99999\r\n", "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip\r\n", "Connection: close\r\n", "\r\n", "\r", "\n", " folded\r\n",
            "3\r\nabc\r\n", "0\r\n", "0\r\n\r\n", "5;a=\"b\"\r\n", "X: y\r\n", ": \r\n",
            "ffffffffffffffff\r\n"}),
        rc::gen::arbitrary<std::string>());
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                        [](const std::vector<std::string>& pieces) {
                            std::string text = "HTTP/1.1 200 OK\r\n";
                            for (const auto& one : pieces)
                                text += one;
                            return text;
                        });
}

RC_GTEST_PROP(MessageReader, AnyAnswerComesToAnEndWithinItsBounds, ())
{
    const auto text = *hostile_answers();
    const auto step = *rc::gen::inRange<std::size_t>(1, 40);
    const auto result = read(text, step, small);
    RC_ASSERT(result.message.body.size() <= small.max_body_bytes);
    std::size_t header_bytes = 0;
    for (const auto& [name, value] : result.message.headers)
        header_bytes += name.size() + value.size();
    RC_ASSERT(header_bytes <= small.max_header_bytes);
}

}  // namespace
}  // namespace webhookd::http
