// Beast's parser is stopped behind the headers so that their bytes can be counted, begun anew after a 1xx,
// and helped over a status line that lacks its last blank.

#include "http/message_reader.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace webhookd::http {

namespace {

namespace beast_http = boost::beast::http;

// A length is a claim: memory is reserved for what is plausible, and grows with what arrives.
constexpr std::size_t max_reserve = std::size_t{64} * 1024;

/// The shortest status line.
constexpr std::string_view bare_line = "HTTP/1.1 200\r\n";

bool may_become_http(std::string_view bytes)
{
    constexpr std::string_view begin = "HTTP/1.";
    return begin.starts_with(bytes.substr(0, begin.size()));
}

/// What still comes behind a chunk: at the least "0", CRLF, CRLF (RFC 9112 7.1). Beast relies on having as
/// much once it has seen the first line of the last chunk.
constexpr std::size_t last_chunk_bytes = 5;

/// Whether the status line ends behind the number. RFC 9112 4 wants a blank there, and so does Beast; curl,
/// Python and Node do without.
bool lacks_blank(std::string_view bytes)
{
    return bytes.starts_with("HTTP/1.") && bytes.substr(bare_line.size() - 2, 2) == "\r\n";
}

}  // namespace

template <bool is_request>
MessageParser<is_request>::MessageParser(Message& message, const MessageLimits& limits)
    : message_(message), limits_(limits)
{
    this->eager(false);  // stops behind the headers, so that these can be counted
    this->body_limit(boost::none);
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
    this->header_limit(static_cast<std::uint32_t>(std::min(limits.max_header_bytes, most)));
}

template <bool is_request>
void MessageParser<is_request>::on_request_impl(Verb /*verb*/, Text method, Text target, int /*version*/,
                                                Error& /*error*/)
{
    message_.method.assign(method.data(), method.size());
    message_.target.assign(target.data(), target.size());
}

template <bool is_request>
void MessageParser<is_request>::on_response_impl(int status, Text /*reason*/, int /*version*/, Error& error)
{
    // RFC 9110 15: three digits, the first of them a class.
    if (status < 100) error = beast_http::error::bad_status;
    message_.status = status;
}

template <bool is_request>
void MessageParser<is_request>::on_field_impl(Field /*field*/, Text name, Text value, Error& /*error*/)
{
    const bool trailer = this->is_header_done();
    if (trailer) return;
    message_.headers.emplace_back(std::string(name.data(), name.size()),
                                  std::string(value.data(), value.size()));
}

template <bool is_request>
void MessageParser<is_request>::on_header_impl(Error& /*error*/)
{
}

template <bool is_request>
void MessageParser<is_request>::on_body_init_impl(const Length& length, Error& error)
{
    if (!length) return;
    if (*length > limits_.max_body_bytes && !limits_.truncate_body) {
        error = beast_http::error::body_limit;
        return;
    }
    message_.body.reserve(std::min({static_cast<std::size_t>(*length), limits_.max_body_bytes, max_reserve}));
}

template <bool is_request>
std::size_t MessageParser<is_request>::on_body_impl(Text bytes, Error& error)
{
    const auto room = limits_.max_body_bytes - message_.body.size();
    if (bytes.size() <= room) {
        message_.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    error = beast_http::error::body_limit;
    if (!limits_.truncate_body) return 0;
    message_.body.append(bytes.data(), room);
    message_.body_truncated = true;
    return room;
}

template <bool is_request>
void MessageParser<is_request>::on_chunk_header_impl(std::uint64_t size, Text /*extensions*/,
                                                     Error& /*error*/)
{
    left_of_chunk_ = size;
}

template <bool is_request>
std::size_t MessageParser<is_request>::on_chunk_body_impl(std::uint64_t remain, Text bytes, Error& error)
{
    const auto taken = on_body_impl(bytes, error);
    left_of_chunk_ = remain - taken;
    return taken;
}

template <bool is_request>
void MessageParser<is_request>::on_finish_impl(Error& /*error*/)
{
}

template <bool is_request>
MessageReader<is_request>::MessageReader(const MessageLimits& limits, bool without_body)
    : limits_(limits), without_body_(without_body)
{
    start();
}

template <bool is_request>
void MessageReader<is_request>::start()
{
    message_ = {};
    parser_.emplace(message_, limits_);
    parser_->skip(without_body_);
}

template <bool is_request>
std::size_t MessageReader<is_request>::feed(std::string_view bytes)
{
    std::size_t total = 0;
    while (!done_ && !failure_) {
        const auto rest = bytes.substr(total);
        const bool in_header = !parser_->is_header_done();
        parser_->eager(!in_header);
        boost::system::error_code error;
        const auto consumed = put(rest, error);
        total += consumed;
        const bool wants_more = error == beast_http::error::need_more;
        if (in_header) count_header_bytes(consumed, wants_more ? rest.size() - consumed : 0);
        if (failure_ || wants_more) return total;
        if (error)
            note(error);
        else if (parser_->is_done())
            finish();
        else if (consumed == rest.size())
            return total;
    }
    return total;
}

template <bool is_request>
std::size_t MessageReader<is_request>::put(std::string_view bytes, boost::system::error_code& error)
{
    const bool at_status_line = !is_request && message_.status == 0;
    const bool between_chunks = parser_->is_header_done() && parser_->chunked() && !parser_->in_chunk();
    const bool cut_line = at_status_line && bytes.size() < bare_line.size() && may_become_http(bytes);
    const bool cut_last_chunk = between_chunks && bytes.size() < last_chunk_bytes;
    if (cut_line || cut_last_chunk) {
        error = beast_http::error::need_more;
        return 0;
    }
    if (!at_status_line || !lacks_blank(bytes)) return parser_->put(boost::asio::buffer(bytes), error);
    const auto line = fmt::format("{} \r\n", bytes.substr(0, bare_line.size() - 2));
    parser_->put(boost::asio::buffer(line), error);
    const bool understood = message_.status != 0;
    if (understood) error = {};  // what more it wants waits behind this line
    return bare_line.size();
}

template <bool is_request>
void MessageReader<is_request>::count_header_bytes(std::size_t consumed, std::size_t waiting)
{
    header_bytes_ += consumed;
    const auto unfinished = parser_->is_header_done() ? 0 : waiting;
    if (header_bytes_ + unfinished > limits_.max_header_bytes)
        fail(FailureKind::protocol, fmt::format("headers over {} bytes", limits_.max_header_bytes));
}

template <bool is_request>
void MessageReader<is_request>::finish()
{
    const bool informational = !is_request && message_.status / 100 == 1;
    if (!informational) {
        done_ = true;
        return;
    }
    if (message_.status == 101) {
        fail(FailureKind::protocol, "101 Switching Protocols, which was not asked for");
        return;
    }
    start();
}

template <bool is_request>
void MessageReader<is_request>::note(boost::system::error_code error)
{
    if (message_.body_truncated) {
        done_ = true;
    } else if (error == beast_http::error::body_limit) {
        fail(FailureKind::too_large, fmt::format("body over {} bytes", limits_.max_body_bytes));
    } else if (error == beast_http::error::header_limit) {
        fail(FailureKind::protocol, fmt::format("headers over {} bytes", limits_.max_header_bytes));
    } else {
        fail(FailureKind::protocol, fmt::format("not HTTP/1.1: {}", error.message()));
    }
}

template <bool is_request>
void MessageReader<is_request>::end_of_stream()
{
    boost::system::error_code error = beast_http::error::partial_message;
    if (parser_->got_some()) parser_->put_eof(error);
    if (!error) {
        finish();
        return;
    }
    fail(FailureKind::reset,
         parser_->got_some() ? "closed before the answer was whole" : "closed without an answer");
}

template <bool is_request>
void MessageReader<is_request>::fail(FailureKind kind, std::string detail)
{
    if (!failure_) failure_ = Failure{kind, std::move(detail)};
}

template class MessageParser<true>;
template class MessageParser<false>;
template class MessageReader<true>;
template class MessageReader<false>;

}  // namespace webhookd::http
