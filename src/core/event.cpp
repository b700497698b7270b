// The body, which is put together as text, and the id, a hash of its parts with their lengths (P3); and the
// events about the daemon: the instant is part of their id, so that what happens again is another event, and
// a ping's id is drawn by its caller.

#include "webhookd/core/event.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "webhookd/core/base64.hpp"

namespace webhookd::core {

namespace {

std::array<std::uint8_t, 32> sha256(std::string_view message)
{
    std::array<std::uint8_t, 32> digest{};
    if (EVP_Digest(message.data(), message.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL refused to compute SHA-256");
    return digest;
}

}  // namespace

bool is_operational(std::string_view type)
{
    return type.starts_with("webhookd.");
}

std::string envelope(std::string_view type, Timestamp occurred_at, const EventData& data)
{
    const auto text = [](const OrderedJson& value) {
        return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
    };
    const auto after =
        data.detected_after ? fmt::format(R"("{}")", format_timestamp(*data.detected_after)) : "null";
    // Put together as text: a tree would need copies of what it holds.
    return fmt::format(
        R"({{"type":{},"timestamp":"{}","data":{{"id":{},"object":{},"previous":{},"occurrence":{},)"
        R"("inferred":{},"source":{},"detected":{{"after":{},"at":"{}"}}}}}})",
        text(type), format_timestamp(occurred_at), text(data.id), text(data.object), text(data.previous),
        data.occurrence, data.inferred, text(data.source), after, format_timestamp(data.detected_at));
}

std::string event_id(const std::vector<std::string_view>& parts)
{
    // The lengths keep ("ab", "c") and ("a", "bc") apart.
    std::string message;
    for (const auto part : parts) {
        for (int shift = 56; shift >= 0; shift -= 8)
            message += static_cast<char>((std::uint64_t{part.size()} >> shift) & 0xFF);
        message += part;
    }
    const auto digest = sha256(message);
    return "evt_" + encode_base32(std::span(digest).first<20>());
}

Event ping_event(const std::string& source, const std::string& id, const std::string& subscriber,
                 Timestamp now)
{
    EventData data;
    data.id = id;
    data.object = {{"id", id}, {"subscriber", subscriber}};
    data.source = source;
    data.detected_at = now;

    Event event;
    event.id = event_id({source, event_type::ping, id});
    event.type = event_type::ping;
    event.entity = "ping:" + id;
    event.occurred_at = now;
    event.body = envelope(event.type, now, data);
    return event;
}

Event operational_event(const Installation& from, const Notice& notice)
{
    EventData data;
    data.id = notice.id;
    data.object = notice.object;
    data.previous = notice.previous;
    data.source = from.source;
    data.detected_at = notice.at;

    const auto instant = std::to_string(notice.at.time_since_epoch().count());
    Event event;
    event.id = event_id({from.source, notice.type, notice.id, from.epoch, instant});
    event.type = notice.type;
    event.entity = fmt::format("{}:{}", notice.kind, notice.id);
    event.occurred_at = notice.at;
    event.body = envelope(notice.type, notice.at, data);
    return event;
}

}  // namespace webhookd::core
