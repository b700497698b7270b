#pragma once
// SHA-256 and base32, as event ids need them.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace webhookd::core {

std::array<std::uint8_t, 32> sha256(std::string_view message);

/// RFC 4648, lower case, without padding; `bytes.size()` is a multiple of 5.
std::string base32(std::span<const std::uint8_t> bytes);

}  // namespace webhookd::core
