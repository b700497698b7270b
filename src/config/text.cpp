#include "config/text.hpp"

#include <fmt/format.h>

#include <array>

namespace webhookd::config {

namespace {

constexpr std::size_t longest_quote = 60;

bool is_control(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

struct Utf8Form
{
    unsigned char mask, lead;
    int length;
    char32_t least;
};

constexpr std::array<Utf8Form, 4> utf8_forms{{
    {0x80, 0x00, 1, 0},
    {0xe0, 0xc0, 2, 0x80},
    {0xf0, 0xe0, 3, 0x800},
    {0xf8, 0xf0, 4, 0x10000},
}};

}  // namespace

std::optional<std::size_t> next_utf8(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    for (const auto& form : utf8_forms) {
        if ((lead & form.mask) != form.lead) continue;
        if (text.size() - at < static_cast<std::size_t>(form.length)) return std::nullopt;
        char32_t code = lead & static_cast<unsigned char>(~form.mask);
        for (int i = 1; i < form.length; ++i) {
            const auto byte = static_cast<unsigned char>(text[at + static_cast<std::size_t>(i)]);
            if ((byte & 0xc0U) != 0x80U) return std::nullopt;
            code = (code << 6U) | (byte & 0x3fU);
        }
        const bool surrogate = code >= 0xd800 && code <= 0xdfff;
        if (code < form.least || code > 0x10ffff || surrogate) return std::nullopt;
        return at + static_cast<std::size_t>(form.length);
    }
    return std::nullopt;
}

std::string_view without_bom(std::string_view text)
{
    constexpr std::string_view bom = "\xef\xbb\xbf";
    return text.starts_with(bom) ? text.substr(bom.size()) : text;
}

std::optional<YamlError> find_unfit_text(std::string_view text)
{
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
        return YamlError{{}, "", "expected UTF-8, found UTF-16; save the file as UTF-8"};

    Place place{1, 1};
    bool indentation = true;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '\n') {
            place = {place.line + 1, 1};
            indentation = true;
            ++at;
            continue;
        }
        if (c == '\t' && indentation)
            return YamlError{place, "", "a tab is used as indentation; YAML wants spaces"};
        if (is_control(c) && c != '\t' && c != '\r')
            return YamlError{place, "",
                             fmt::format("found the control character 0x{:02x}; expected text", c)};
        const auto next = next_utf8(text, at);
        if (!next) return YamlError{place, "", "found bytes that are not UTF-8; save the file as UTF-8"};
        indentation = indentation && c == ' ';
        at = *next;
        ++place.column;
    }
    return std::nullopt;
}

std::string printable(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (is_control(c))
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            result += c;
    }
    return result;
}

std::string in_quotes(std::string_view text)
{
    std::size_t end = 0;
    while (end < text.size() && end < longest_quote)
        end = next_utf8(text, end).value_or(end + 1);
    return fmt::format("'{}{}'", printable(text.substr(0, end)), end < text.size() ? "…" : "");
}

}  // namespace webhookd::config
