// The table of characters that steer or deceive, and the two ways to make them visible: in a line of text,
// and inside JSON.

#include "webhookd/core/printable.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "webhookd/core/text.hpp"

namespace webhookd::core {

namespace {

struct Range
{
    char32_t first, last;
};

/// Beyond ASCII. U+200C and U+200D stay: Persian, the scripts of India and emoji need them.
constexpr std::array<Range, 8> unseen{{
    {0x7f, 0x9f},      // DEL and C1
    {0x61c, 0x61c},    // Arabic letter mark
    {0x200b, 0x200b},  // zero width space
    {0x200e, 0x200f},  // direction marks
    {0x2028, 0x202e},  // line and paragraph separator, embeddings and overrides
    {0x2060, 0x206f},  // invisible operators, isolates
    {0xfeff, 0xfeff},  // byte order mark
    {0xfff9, 0xfffb},  // interlinear annotation
}};

bool is_unseen(char32_t code)
{
    return std::ranges::any_of(unseen,
                               [code](Range range) { return code >= range.first && code <= range.last; });
}

bool is_plain(char c)
{
    return c >= ' ' && c <= '~';
}

std::string escape(char32_t code)
{
    if (code == '\n') return "\\n";
    return code < 0x80 ? fmt::format("\\x{:02x}", static_cast<unsigned>(code))
                       : fmt::format("\\u{:04x}", static_cast<unsigned>(code));
}

}  // namespace

std::string printable(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (is_plain(text[at])) {
            result += text[at++];
            continue;
        }
        const auto character = read_utf8(text, at);
        const auto bytes = character ? character->bytes : 1;
        if (!character) {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
        } else if (character->code < ' ' || is_unseen(character->code)) {
            result += escape(character->code);
        } else {
            result += text.substr(at, bytes);
        }
        at += bytes;
    }
    return result;
}

std::string printable_json(std::string_view json)
{
    std::string result;
    result.reserve(json.size());
    for (std::size_t at = 0; at < json.size();) {
        // Below DEL there is nothing to do: in its texts JSON has control characters escaped already.
        if (static_cast<unsigned char>(json[at]) < 0x7f) {
            result += json[at++];
            continue;
        }
        const auto character = read_utf8(json, at);
        const auto bytes = character ? character->bytes : 1;
        if (!character) {
            result += "\\ufffd";
        } else if (is_unseen(character->code)) {
            result += fmt::format("\\u{:04x}", static_cast<unsigned>(character->code));
        } else {
            result += json.substr(at, bytes);
        }
        at += bytes;
    }
    return result;
}

std::string dump_json(const OrderedJson& document, int indent)
{
    return printable_json(document.dump(indent, ' ', false, OrderedJson::error_handler_t::replace));
}

}  // namespace webhookd::core
