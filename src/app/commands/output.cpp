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

}  // namespace webhookd::app
