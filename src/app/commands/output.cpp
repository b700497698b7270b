#include "app/commands/output.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace webhookd::app {

void print_json(const OrderedJson& document)
{
    fmt::print("{}\n", document.dump(2, ' ', false, OrderedJson::error_handler_t::replace));
}

std::string printable(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            result += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            result += fmt::format("\\x{:02x}", byte);
        } else {
            result += c;
        }
    }
    return result;
}

OrderedJson time_or_null(const std::optional<core::Timestamp>& instant)
{
    return instant ? OrderedJson(core::format_timestamp(*instant)) : OrderedJson();
}

std::string time_or_dash(const std::optional<core::Timestamp>& instant)
{
    return instant ? core::format_timestamp(*instant) : "-";
}

OrderedJson text_or_null(const std::string& text)
{
    return text.empty() ? OrderedJson() : OrderedJson(text);
}

}  // namespace webhookd::app
