// SHA-256 is OpenSSL's; base32 takes five bits at a time from what is pending.

#include "digest.hpp"

#include <openssl/evp.h>

#include <cassert>
#include <stdexcept>

namespace webhookd::core {

std::array<std::uint8_t, 32> sha256(std::string_view message)
{
    std::array<std::uint8_t, 32> digest{};
    if (EVP_Digest(message.data(), message.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL refused to compute SHA-256");
    return digest;
}

std::string base32(std::span<const std::uint8_t> bytes)
{
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    assert(bytes.size() % 5 == 0);
    std::string text;
    std::uint32_t pending = 0;
    int bits = 0;
    for (const auto byte : bytes) {
        pending = ((pending << 8) | byte) & 0xFFF;
        for (bits += 8; bits >= 5; bits -= 5)
            text += alphabet[(pending >> (bits - 5)) & 0x1F];
    }
    return text;
}

}  // namespace webhookd::core
