#pragma once
// The version of OpenBoxes that is simulated; it decides which endpoints exist and how rows look.

#include <charconv>
#include <compare>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace webhookd::simulator {

struct Version
{
    int major = 0;
    int minor = 9;
    int patch = 8;

    auto operator<=>(const Version&) const = default;

    std::string text() const { return fmt::format("{}.{}.{}", major, minor, patch); }
};

/// `0.9.8`; throws std::invalid_argument for anything else.
inline Version parse_version(std::string_view text)
{
    Version version;
    const char* at = text.data();
    const char* end = at + text.size();
    for (int* part : {&version.major, &version.minor, &version.patch}) {
        auto [next, error] = std::from_chars(at, end, *part);
        bool last = part == &version.patch;
        if (error != std::errc() || (last ? next != end : next == end || *next != '.'))
            throw std::invalid_argument(
                fmt::format("'{}' is no version of OpenBoxes; expected a text like 0.9.8", text));
        at = last ? next : next + 1;
    }
    return version;
}

}  // namespace webhookd::simulator
