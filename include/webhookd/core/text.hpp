#pragma once
// Small things about texts that several modules need. Case is that of ASCII letters alone: the names of
// headers, hosts, schemes and keys have no others.

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

namespace webhookd::core {

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string lower_case(std::string_view text);

/// Without the blanks at both ends.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t");

/// The text, or so much of its beginning that it and "…" take `most` bytes (at least 3), not cut inside a
/// character. For what others wrote and people see in a list: a name of a megabyte makes a list of gigabytes.
std::string shortened(std::string_view text, std::size_t most);

/// One line fit for an error message: control characters become spaces, runs of spaces one, cut after `limit`
/// bytes, but not inside a character.
std::string one_line(std::string_view text, std::size_t limit = 200);

/// The word that was probably meant by `word`: the nearest of `known`, at most `changes` letters (added,
/// left out or replaced) away; one that `word` of at least `abbreviation` letters begins counts as one away.
std::optional<std::string> find_nearest(std::string_view word, std::span<const std::string> known,
                                        std::size_t changes, std::size_t abbreviation);

/// FNV-1a: the same in every run and every build, unlike std::hash.
std::uint64_t stable_hash(std::string_view text);

/// Digits to a number; null when `text` holds anything else beside the number, or the number does not fit.
template <class Number>
std::optional<Number> find_number(std::string_view text)
{
    Number result{};
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (failure != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return result;
}

/// Of UTF-8 (RFC 3629).
struct Utf8Character
{
    char32_t code = 0;
    std::size_t bytes = 1;
};

/// The character that begins at `at`, which is in `text`; null when none does: a cut or overlong one, a
/// surrogate, something beyond Unicode.
std::optional<Utf8Character> read_utf8(std::string_view text, std::size_t at);

/// What a stream holds that somebody names and that may be without end, read to its end or until it is more
/// than `most` bytes: then it is longer than that. The state of the stream says whether reading failed.
std::string read_at_most(std::istream& input, std::size_t most);

}  // namespace webhookd::core
