#pragma once
// Reads one HTTP/1.1 message from pieces of bytes, without I/O: Beast's parser with bounds of our own.
// Beast's header limit starts anew with every field that is complete, so a flood of small fields never
// reaches it; this one counts. Content is never decompressed. Informational answers (1xx) before the real one
// are skipped.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "webhookd/http/message.hpp"

namespace webhookd::http {

/// What a message said, request or answer.
struct Message
{
    std::string method;
    std::string target;
    int status = 0;
    Headers headers;
    std::string body;
    bool body_truncated = false;
};

struct MessageLimits
{
    std::size_t max_header_bytes = 0;
    std::size_t max_body_bytes = 0;
    bool truncate_body = false;
};

/// The callbacks of Beast's parser: collects the message.
template <bool is_request>
class MessageParser final : public boost::beast::http::basic_parser<is_request>
{
  public:
    MessageParser(Message& message, const MessageLimits& limits);

    /// Whether the chunk that has begun goes on.
    bool in_chunk() const { return left_of_chunk_ > 0; }

  private:
    using Error = boost::system::error_code;
    using Text = boost::beast::string_view;
    using Length = boost::optional<std::uint64_t>;
    using Verb = boost::beast::http::verb;
    using Field = boost::beast::http::field;

    void on_request_impl(Verb verb, Text method, Text target, int version, Error& error) override;
    void on_response_impl(int status, Text reason, int version, Error& error) override;
    void on_field_impl(Field field, Text name, Text value, Error& error) override;
    void on_header_impl(Error& error) override;
    void on_body_init_impl(const Length& length, Error& error) override;
    std::size_t on_body_impl(Text bytes, Error& error) override;
    void on_chunk_header_impl(std::uint64_t size, Text extensions, Error& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t remain, Text bytes, Error& error) override;
    void on_finish_impl(Error& error) override;

    Message& message_;
    const MessageLimits& limits_;
    std::uint64_t left_of_chunk_ = 0;
};

template <bool is_request>
class MessageReader
{
  public:
    /// `without_body`: the answer to HEAD or CONNECT, which ends with its headers whatever they say.
    explicit MessageReader(const MessageLimits& limits, bool without_body = false);
    MessageReader(const MessageReader&) = delete;
    MessageReader& operator=(const MessageReader&) = delete;

    /// Takes bytes from the front of `bytes` and returns how many; the rest is offered again together with
    /// what arrives next. Not to be called once done() or failed().
    std::size_t feed(std::string_view bytes);

    /// The peer sent its last byte.
    void end_of_stream();

    bool done() const { return done_; }
    bool header_done() const { return parser_->is_header_done(); }
    const std::optional<Failure>& failure() const { return failure_; }

    /// When done(): whether the connection may carry another message.
    bool keep_alive() const { return !message_.body_truncated && parser_->keep_alive(); }

    Message& message() { return message_; }

  private:
    using Parser = MessageParser<is_request>;

    void start();
    std::size_t put(std::string_view bytes, boost::system::error_code& error);
    void count_header_bytes(std::size_t consumed, std::size_t waiting);
    void note(boost::system::error_code error);
    void fail(FailureKind kind, std::string detail);
    void finish();

    MessageLimits limits_;
    bool without_body_;
    Message message_;
    std::optional<Parser> parser_;
    std::size_t header_bytes_ = 0;
    bool done_ = false;
    std::optional<Failure> failure_;
};

extern template class MessageParser<true>;
extern template class MessageParser<false>;
extern template class MessageReader<true>;
extern template class MessageReader<false>;

}  // namespace webhookd::http
