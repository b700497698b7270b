#include "openboxes/text.hpp"

namespace webhookd::openboxes {

namespace {

/// A byte inside a UTF-8 character: a text is not cut before it.
bool is_continuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

constexpr std::size_t longest_rest = 3;  // of a UTF-8 character after its first byte

}  // namespace

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string lower_case(std::string_view text)
{
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    return result;
}

std::string one_line(std::string_view text, std::size_t limit)
{
    std::string line;
    for (const char c : text) {
        const bool blank = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
        if (blank && (line.empty() || line.back() == ' ')) continue;
        if (line.size() >= limit && (!is_continuation(c) || line.size() >= limit + longest_rest)) {
            line += "...";
            break;
        }
        line += blank ? ' ' : c;
    }
    while (line.ends_with(' '))
        line.pop_back();
    return line;
}

}  // namespace webhookd::openboxes
