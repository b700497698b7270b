// `store:`, `control:` and `log:`: where the daemon keeps its state and how it is talked to.

#include <chrono>

#include "config/files.hpp"
#include "config/scalars.hpp"
#include "config/secrets.hpp"
#include "config/sections.hpp"
#include "config/urls.hpp"

namespace webhookd::config {

using namespace std::chrono_literals;

namespace {

std::optional<std::string> socket_name(const Value& value)
{
    constexpr std::size_t longest = 107;  // sun_path of unix(7), without its NUL
    auto file = file_name(value);
    if (file && file->size() > longest)
        return value.fail(
            fmt::format("the path of a socket has at most {} bytes, found {}", longest, file->size()));
    return file;
}

std::optional<core::SecretText> token(const Value& value)
{
    constexpr std::size_t shortest = 16;
    auto text = secret(value);
    if (text && !text->empty() && text->reveal().size() < shortest)  // empty: left unread
        return value.fail(fmt::format("expected a token of at least {} characters", shortest));
    return text;
}

std::optional<Reading> reading_of(const Value& value, const std::string& listen, bool has_token)
{
    auto reading = Word<Reading>{{"open", Reading::open}, {"token", Reading::token}}(value);
    if (reading == Reading::token && !has_token)
        return value.fail("reading can take the token only when there is one: set control.token");
    if (reading == Reading::open && is_reachable_from_outside(listen))
        return value.fail("other machines can reach control.listen: there reading takes the token");
    return reading;
}

}  // namespace

void read_store(Section& section, Store& store)
{
    section.read("path", store.path, file_name);
    read_section(section, "retention", [&](Section& retention) {
        const DurationIn age{1s, std::chrono::days(3650)};
        retention.read("events", store.keep_events, age);
        retention.read("attempts", store.keep_attempts, age);
        retention.read("sync_log", store.keep_sync_log, age);
    });
}

void read_control(Section& section, Control& control)
{
    section.read("socket", control.socket, socket_name);
    section.read("listen", control.listen, listen_address);
    const bool has_token = section.read("token", control.token, token);
    if (!has_token && is_reachable_from_outside(control.listen)) {
        section.missing("token",
                        "a secret, because other machines can reach control.listen: they must show it even "
                        "to read");
    }
    const auto reading = [&](const Value& value) { return reading_of(value, control.listen, has_token); };
    section.read("read", control.read, reading);
}

void read_log(Section& section, Log& log)
{
    section.read("level", log.level,
                 Word<LogLevel>{{"error", LogLevel::error},
                                {"warn", LogLevel::warn},
                                {"info", LogLevel::info},
                                {"debug", LogLevel::debug}});
    section.read("format", log.format, Word<LogFormat>{{"text", LogFormat::text}, {"json", LogFormat::json}});
}

}  // namespace webhookd::config
