// The four lengths by the bits of the first byte; each knows its least code, so that overlong forms
// are refused.

#include "webhookd/core/utf8.hpp"

#include <array>

namespace webhookd::core {

namespace {

struct Utf8Form
{
    unsigned char mask, lead;
    std::size_t bytes;
    char32_t least;
};

constexpr std::array<Utf8Form, 4> utf8_forms{{
    {0x80, 0x00, 1, 0},
    {0xe0, 0xc0, 2, 0x80},
    {0xf0, 0xe0, 3, 0x800},
    {0xf8, 0xf0, 4, 0x10000},
}};

}  // namespace

std::optional<Utf8Character> read_utf8(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    for (const auto& form : utf8_forms) {
        if ((lead & form.mask) != form.lead) continue;
        if (text.size() - at < form.bytes) return std::nullopt;
        char32_t code = lead & static_cast<unsigned char>(~form.mask);
        for (std::size_t i = 1; i < form.bytes; ++i) {
            const auto byte = static_cast<unsigned char>(text[at + i]);
            if ((byte & 0xc0U) != 0x80U) return std::nullopt;
            code = (code << 6U) | (byte & 0x3fU);
        }
        const bool surrogate = code >= 0xd800 && code <= 0xdfff;
        if (code < form.least || code > 0x10ffff || surrogate) return std::nullopt;
        return Utf8Character{code, form.bytes};
    }
    return std::nullopt;
}

}  // namespace webhookd::core
