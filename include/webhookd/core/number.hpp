#pragma once
// Digits to a number, whole or not at all.

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace webhookd::core {

/// Null when `text` holds anything else beside the number, or the number does not fit.
template <class Number>
std::optional<Number> find_number(std::string_view text)
{
    Number result{};
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (failure != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return result;
}

}  // namespace webhookd::core
