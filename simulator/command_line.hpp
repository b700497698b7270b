#pragma once
// What the two small programs of this folder share: listen addresses, durations, ending on a signal.

#include <charconv>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "simulator/http/test_http_server.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::test {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;

/// `127.0.0.1:8080`, `[::1]:0`; throws CLI::ValidationError.
inline void parse_listen(const std::string& text, ServerOptions& server)
{
    auto colon = text.rfind(':');
    auto port = colon == std::string::npos ? std::string_view() : std::string_view(text).substr(colon + 1);
    auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), server.port);
    if (port.empty() || error != std::errc() || end != port.data() + port.size())
        throw CLI::ValidationError(
            "--listen", fmt::format("expected ADDRESS:PORT such as 127.0.0.1:8080, not '{}'", text));
    server.address = text.substr(0, colon);
    if (server.address.starts_with('[') && server.address.ends_with(']'))
        server.address = server.address.substr(1, server.address.size() - 2);
}

/// `500ms`, `2s`, `5m`; throws CLI::ValidationError.
inline std::chrono::milliseconds parse_length(const std::string& option, const std::string& text)
{
    auto length = core::parse_duration(text);
    if (!length)
        throw CLI::ValidationError(
            option, fmt::format("expected a duration such as 500ms, 2s or 5m, not '{}'", text));
    return *length;
}

/// Parses the command line; a negative result means "go on", anything else is the exit status.
inline int parse_command_line(CLI::App& app, int argc, char** argv)
{
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        return app.exit(problem) == 0 ? exit_ok : exit_usage;
    }
    return -1;
}

}  // namespace webhookd::test
