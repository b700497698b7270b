// Splits the head into lines and looks at four fields; a request's texts are views into the buffer until the
// next one is read.

#include "bench/receiver/request_reader.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

namespace webhookd::bench {

namespace {

constexpr std::string_view line_end = "\r\n";

bool same_name(std::string_view name, std::string_view lower)
{
    return std::ranges::equal(name, lower,
                              [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
}

/// Takes the next line off `text`.
std::string_view take_line(std::string_view& text)
{
    const auto line = text.substr(0, text.find(line_end));
    text.remove_prefix(std::min(text.size(), line.size() + line_end.size()));
    return line;
}

std::size_t length_of(std::string_view text)
{
    std::size_t length = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc() || rest != text.data() + text.size()) throw BadRequest("bad content-length");
    return length;
}

/// Reads the header; returns the length of the body.
std::size_t read_head(std::string_view head, ReceivedRequest& request)
{
    const auto first = take_line(head);
    const auto space = first.find(' ');
    if (first.substr(0, space) != "POST") throw BadRequest("expected POST");
    request.path = first.substr(space + 1);
    request.path = request.path.substr(0, request.path.find(' '));

    std::optional<std::size_t> length;
    while (!head.empty()) {
        const auto line = take_line(head);
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos) throw BadRequest("a header line without a colon");
        const auto name = line.substr(0, colon);
        const auto value = line.substr(colon + 2);
        if (same_name(name, "webhook-id")) request.id = value;
        if (same_name(name, "webhook-timestamp")) request.timestamp = value;
        if (same_name(name, "webhook-signature")) request.signature = value;
        if (same_name(name, "content-length")) length = length_of(value);
    }
    if (!length) throw BadRequest("no content-length");
    return *length;
}

}  // namespace

std::optional<ReceivedRequest> RequestReader::next()
{
    buffer_.erase(0, std::exchange(taken_, 0));
    constexpr std::string_view head_end = "\r\n\r\n";
    const std::string_view bytes(buffer_);
    const auto end = bytes.find(head_end);
    if (end == std::string_view::npos) return std::nullopt;
    ReceivedRequest request;
    const auto length = read_head(bytes.substr(0, end), request);
    const auto head_size = end + head_end.size();
    if (bytes.size() < head_size + length) return std::nullopt;
    request.body = bytes.substr(head_size, length);
    taken_ = head_size + length;
    return request;
}

}  // namespace webhookd::bench
