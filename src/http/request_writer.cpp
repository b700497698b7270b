// Looks at everything before it appends a byte: what could begin another line is refused, and so are the
// headers that frame a message.

#include "http/request_writer.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace webhookd::http {

namespace {

bool is_token(std::string_view text)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    const auto allowed = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.contains(c);
    };
    return !text.empty() && std::ranges::all_of(text, allowed);
}

bool is_value(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7f; });
}

bool is_target(std::string_view text)
{
    return text.starts_with('/') && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool has_body(const Request& request)
{
    return !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
           request.method == "PATCH";
}

std::optional<std::string> refuse(const Request& request)
{
    constexpr std::array<std::string_view, 5> framing{"host", "content-length", "transfer-encoding",
                                                      "connection", "expect"};
    if (!is_token(request.method)) return "the method is not a token";
    if (!is_target(request.url.target)) return "the request target has forbidden bytes";
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name)) return "a header name is not a token";
        if (!is_value(value)) return fmt::format("the value of header {} has control characters", name);
        for (const auto reserved : framing) {
            if (same_name(name, reserved)) return fmt::format("header {} is not the caller's to set", name);
        }
    }
    return std::nullopt;
}

void append_header(std::string& wire, std::string_view name, std::string_view value)
{
    wire += name;
    wire += ": ";
    wire += value;
    wire += "\r\n";
}

}  // namespace

std::optional<std::string> append_request(std::string& wire, const Request& request,
                                          const RequestStyle& style)
{
    if (auto problem = refuse(request)) return problem;
    wire.reserve(wire.size() + request.body.size() + 512);
    wire += request.method;
    wire += ' ';
    if (style.absolute_form) wire += request.url.origin();
    wire += request.url.target;
    wire += " HTTP/1.1\r\n";
    append_header(wire, "host", request.url.authority());
    for (const auto& [name, value] : request.headers)
        append_header(wire, name, value);
    if (!find_header(request.headers, "user-agent")) append_header(wire, "user-agent", style.user_agent);
    if (!find_header(request.headers, "accept-encoding")) append_header(wire, "accept-encoding", "identity");
    if (style.absolute_form && !style.proxy_authorization.empty())
        append_header(wire, "proxy-authorization", style.proxy_authorization);
    if (has_body(request))
        append_header(wire, "content-length", fmt::format_int(request.body.size()).c_str());
    if (style.close) append_header(wire, "connection", "close");
    wire += "\r\n";
    wire += request.body;
    return std::nullopt;
}

}  // namespace webhookd::http
