#pragma once

#include <string>
#include <string_view>

namespace webhookd::core {

/// The text, or so much of its beginning that it and "…" take `most` bytes (at least 3), not cut inside a
/// character. For what others wrote and people see in a list: a name of a megabyte makes a list of gigabytes.
inline std::string shortened(std::string_view text, std::size_t most)
{
    constexpr std::string_view ellipsis = "…";
    if (text.size() <= most) return std::string(text);
    auto end = most - ellipsis.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;
    return std::string(text.substr(0, end)).append(ellipsis);
}

}  // namespace webhookd::core
