// Goes through the raw text character by character for what YAML would misread; and cuts what a message may
// repeat of it.

#include "config/text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "webhookd/core/printable.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::config {

namespace {

constexpr std::size_t longest_quote = 60;

bool is_control(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

std::optional<std::size_t> next_utf8(std::string_view text, std::size_t at)
{
    const auto character = core::read_utf8(text, at);
    return character ? std::optional(at + character->bytes) : std::nullopt;
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

std::string_view harmless_part(std::string_view text, std::string_view ends)
{
    auto end = std::min({text.size(), text.find_first_of(ends), longest_quote});
    for (const std::string_view key : {"whsec_", "whsk_"})
        end = std::min(end, text.find(key));
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

std::string in_quotes(std::string_view text)
{
    const auto shown = harmless_part(text, " \t\r\n");
    return fmt::format("'{}{}'", core::printable(shown), shown.size() < text.size() ? "…" : "");
}

}  // namespace webhookd::config
