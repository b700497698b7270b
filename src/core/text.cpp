// Small questions about texts that several modules ask, written once. UTF-8 is read by the bits of the first
// byte; each length knows its least code, so that overlong forms are refused. A stream is read block by block
// and no further than its limit, so one without an end costs little more memory than that.

#include "webhookd/core/text.hpp"

#include <algorithm>
#include <array>
#include <istream>
#include <numeric>
#include <utility>
#include <vector>

namespace webhookd::core {

namespace {

/// A byte inside a UTF-8 character: a text is not cut before it.
bool is_continuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

/// Levenshtein's.
std::size_t edit_distance(std::string_view from, std::string_view to)
{
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            const auto replaced = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string lower_case(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

std::string_view trimmed(std::string_view text, std::string_view blanks)
{
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string shortened(std::string_view text, std::size_t most)
{
    constexpr std::string_view ellipsis = "…";
    if (text.size() <= most) return std::string(text);
    auto end = most - ellipsis.size();
    while (end > 0 && is_continuation(text[end]))
        --end;
    return std::string(text.substr(0, end)).append(ellipsis);
}

std::string one_line(std::string_view text, std::size_t limit)
{
    constexpr std::size_t longest_rest = 3;  // of a UTF-8 character after its first byte
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

std::optional<std::string> find_nearest(std::string_view word, std::span<const std::string> known,
                                        std::size_t changes, std::size_t abbreviation)
{
    std::optional<std::string> nearest;
    auto least = changes + 1;
    for (const auto& candidate : known) {
        const bool begins = word.size() >= abbreviation && candidate.starts_with(word);
        const auto distance = begins ? 1 : edit_distance(word, candidate);
        if (distance >= least) continue;
        least = distance;
        nearest = candidate;
    }
    return nearest;
}

std::uint64_t stable_hash(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

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

std::string read_at_most(std::istream& input, std::size_t most)
{
    std::string bytes;
    std::array<char, 65'536> block{};
    while (bytes.size() <= most && (input.read(block.data(), block.size()) || input.gcount() > 0))
        bytes.append(block.data(), static_cast<std::size_t>(input.gcount()));
    return bytes;
}

}  // namespace webhookd::core
