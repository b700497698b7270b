// The body, which is put together as text, and the id, a hash of its parts with their lengths (P3).

#include "webhookd/core/event.hpp"

#include <fmt/format.h>

#include "digest.hpp"

namespace webhookd::core {

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
    return "evt_" + base32(std::span(digest).first<20>());
}

}  // namespace webhookd::core
