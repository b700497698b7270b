// However the network cuts a message into pieces, the reader comes to the same message or to a failure,
// within its bounds. The first byte chooses the kind of message, the second the size of the pieces, the rest
// is what a peer sends. Kinds of failure may differ: fed in small pieces the parser may meet the end of the
// stream before it looks at what is wrong.

#include "http/message_reader.hpp"

#include <algorithm>

#include "fuzz.hpp"

namespace {

using namespace webhookd::http;
using webhookd::fuzz::require;

struct Result
{
    bool done = false;
    Message message;
    bool keep_alive = false;
    std::size_t left = 0;
};

/// Offers `text` in pieces of `step` bytes, then the end of the stream when the reader wants more.
template <bool is_request>
Result read(std::string_view text, std::size_t step, const MessageLimits& limits, bool without_body)
{
    MessageReader<is_request> reader(limits, without_body);
    std::size_t begin = 0;
    for (std::size_t end = 0; end < text.size() && !reader.done() && !reader.failure();) {
        end = std::min(text.size(), end + step);
        begin += reader.feed(text.substr(begin, end - begin));
        require(begin <= end, "no more is taken than was offered");
    }
    if (!reader.done() && !reader.failure()) reader.end_of_stream();
    require(reader.done() != reader.failure().has_value(), "the end of the stream is the end of the message");
    if (!reader.done()) return {};
    return {true, reader.message(), reader.keep_alive(), text.size() - begin};
}

template <bool is_request>
void check(std::string_view text, std::size_t step, const MessageLimits& limits, bool without_body)
{
    const auto whole = read<is_request>(text, text.size() + 1, limits, without_body);
    const auto pieces = read<is_request>(text, step, limits, without_body);
    require(whole.done == pieces.done, "the size of the pieces does not decide whether it is a message");
    require(whole.message.status == pieces.message.status, "same status");
    require(whole.message.method == pieces.message.method && whole.message.target == pieces.message.target,
            "same request line");
    require(whole.message.headers == pieces.message.headers, "same headers");
    require(whole.message.body == pieces.message.body, "same body");
    require(whole.message.body_truncated == pieces.message.body_truncated, "cut off in both or in neither");
    require(whole.keep_alive == pieces.keep_alive, "same verdict on the connection");
    require(whole.left == pieces.left || whole.message.body_truncated, "the message ends at the same byte");
    require(whole.message.body.size() <= limits.max_body_bytes, "the body keeps to its limit");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2) return 0;
    const bool is_request = (data[0] & 1U) != 0;
    const bool without_body = (data[0] & 2U) != 0;
    const MessageLimits limits{
        .max_header_bytes = 256, .max_body_bytes = 32, .truncate_body = (data[0] & 4U) != 0};
    const std::size_t step = data[1] % 32 + 1;
    const auto text = webhookd::fuzz::as_text(data + 2, size - 2);
    if (is_request)
        check<true>(text, step, limits, without_body);
    else
        check<false>(text, step, limits, without_body);
    return 0;
}
