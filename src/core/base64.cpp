// Encoding base64 is OpenSSL's; decoding is by hand, so that only the one canonical text of a value is
// accepted.

#include "webhookd/core/base64.hpp"

#include <cassert>

#include <openssl/evp.h>

namespace webhookd::core {

namespace {

constexpr std::string_view digits_of_64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string encode_base64(std::span<const std::uint8_t> bytes)
{
    std::vector<unsigned char> text((bytes.size() + 2) / 3 * 4 + 1);  // OpenSSL adds a NUL
    const int length = EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
    return {text.begin(), text.begin() + length};
}

std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text)
{
    if (text.size() % 4 != 0) return std::nullopt;
    auto digits = text;
    while (digits.ends_with('=') && text.size() - digits.size() < 2)
        digits.remove_suffix(1);

    std::vector<std::uint8_t> bytes;
    bytes.reserve(digits.size() * 3 / 4);
    std::uint32_t pending = 0;
    int bits = 0;
    for (const char digit : digits) {
        const auto value = digits_of_64.find(digit);
        if (value == std::string_view::npos) return std::nullopt;
        pending = ((pending << 6) | static_cast<std::uint32_t>(value)) & 0xFFFF;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<std::uint8_t>(pending >> bits));
    }
    const bool canonical = (pending & ((1U << bits) - 1U)) == 0;
    if (!canonical) return std::nullopt;
    return bytes;
}

std::string encode_base32(std::span<const std::uint8_t> bytes)
{
    constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz234567";
    assert(bytes.size() % 5 == 0);
    std::string text;
    std::uint32_t pending = 0;
    int bits = 0;
    for (const auto byte : bytes) {
        pending = ((pending << 8) | byte) & 0xFFF;
        for (bits += 8; bits >= 5; bits -= 5)
            text += digits[(pending >> (bits - 5)) & 0x1F];
    }
    return text;
}

}  // namespace webhookd::core
