// Writes heads and chunks by hand: a library would refuse what some of the manners have to send.

#include "simulator/http/http_wire.hpp"

#include <fmt/format.h>

#include <boost/beast/http/status.hpp>

namespace webhookd::test {

namespace {

bool is_chunked(Manner manner)
{
    return manner == Manner::chunked || manner == Manner::unterminated || manner == Manner::endless;
}

bool has_no_body(int status)
{
    return status == 204 || status == 304 || status < 200;
}

}  // namespace

std::string serialize_head(const Answer& answer, bool keep_alive)
{
    auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(answer.status));
    auto head =
        fmt::format("HTTP/1.1 {} {}\r\n", answer.status, std::string_view(reason.data(), reason.size()));
    if (answer.manner == Manner::garbage_head) return head + "\x01\x02 no header\r\n: empty\r\n\r\n";
    for (const auto& [name, value] : answer.headers.fields())
        head += fmt::format("{}: {}\r\n", name, value);
    if (is_chunked(answer.manner)) {
        head += "Transfer-Encoding: chunked\r\n";
    } else if (!has_no_body(answer.status) && !answer.headers.contains("Content-Length")) {
        head += fmt::format("Content-Length: {}\r\n", answer.body.size());
    }
    if (!keep_alive) head += "Connection: close\r\n";
    return head + "\r\n";
}

bool ends_connection(const Answer& answer)
{
    switch (answer.manner) {
        case Manner::normal:
        case Manner::chunked:
        case Manner::drip:
        case Manner::drip_head:
        case Manner::raw_kept:
            return answer.close_after;
        default:
            return true;
    }
}

std::string chunk(std::string_view data)
{
    return fmt::format("{:x}\r\n{}\r\n", data.size(), data);
}

std::string garbage_bytes()
{
    static constexpr char bytes[] = "\x16\x03\x01\x00\xa5 this is not HTTP\r\n\0\xff\xfe\r\n\r\n";
    return {bytes, sizeof bytes - 1};
}

}  // namespace webhookd::test
