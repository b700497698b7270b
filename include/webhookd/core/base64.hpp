#pragma once
// RFC 4648. Base64 with padding is decoded strictly, one text per value: EVP_DecodeBlock would accept line
// breaks and reports padding as zero bytes.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace webhookd::core {

std::string encode_base64(std::span<const std::uint8_t> bytes);

/// Null for any other character, a wrong length, wrong or missing padding, or bits set that no byte uses.
std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text);

/// Base32 in lower case without padding; `bytes.size()` is a multiple of 5.
std::string encode_base32(std::span<const std::uint8_t> bytes);

}  // namespace webhookd::core
