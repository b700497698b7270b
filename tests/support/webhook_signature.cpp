// Checks the timestamp, then tries every signature of the header with every secret, with nothing but OpenSSL.

#include "support/webhook_signature.hpp"

#include <charconv>
#include <memory>
#include <optional>
#include <ranges>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace webhookd::test {

namespace {

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::string> decode_base64(std::string_view text)
{
    if (text.empty() || text.size() % 4 != 0) return std::nullopt;
    std::string decoded(text.size() / 4 * 3, '\0');
    auto* out = reinterpret_cast<unsigned char*>(decoded.data());
    if (EVP_DecodeBlock(out, bytes_of(text), static_cast<int>(text.size())) < 0) return std::nullopt;
    auto padding = text.size() - 1 - text.find_last_not_of('=');
    decoded.resize(decoded.size() - padding);
    return decoded;
}

bool hmac_matches(std::string_view key, std::string_view content, std::string_view signature)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(content), content.size(), mac,
         &size);
    return signature.size() == size && CRYPTO_memcmp(mac, signature.data(), size) == 0;
}

bool ed25519_matches(std::string_view key, std::string_view content, std::string_view signature)
{
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> loaded(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(key), key.size()), EVP_PKEY_free);
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return loaded && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, loaded.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(content),
                            content.size()) == 1;
}

bool matches(std::string_view secret, std::string_view version, std::string_view content,
             std::string_view signature)
{
    bool asymmetric = secret.starts_with("whpk_");
    auto underscore = secret.find('_');
    auto key = decode_base64(underscore == std::string_view::npos ? secret : secret.substr(underscore + 1));
    if (!key || key->empty()) return false;
    if (asymmetric) return version == "v1a" && ed25519_matches(*key, content, signature);
    return version == "v1" && hmac_matches(*key, content, signature);
}

}  // namespace

SignatureCheck verify_webhook(const std::vector<std::string>& secrets, std::string_view id,
                              std::string_view timestamp, std::string_view signatures, std::string_view body,
                              std::chrono::sys_seconds now, std::chrono::seconds tolerance)
{
    if (id.empty()) return {false, "no webhook-id"};
    std::int64_t seconds = 0;
    auto parsed = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
    if (timestamp.empty() || parsed.ec != std::errc() || parsed.ptr != timestamp.data() + timestamp.size())
        return {false, "webhook-timestamp is not a number"};
    auto age = now - std::chrono::sys_seconds(std::chrono::seconds(seconds));
    if (age > tolerance || -age > tolerance) return {false, "webhook-timestamp is outside the tolerance"};
    std::string content;
    content.append(id).append(".").append(timestamp).append(".").append(body);
    for (auto part : std::views::split(signatures, ' ')) {
        std::string_view entry(part.begin(), part.end());
        auto comma = entry.find(',');
        if (comma == std::string_view::npos) continue;
        auto signature = decode_base64(entry.substr(comma + 1));
        if (!signature) continue;
        for (const auto& secret : secrets) {
            if (matches(secret, entry.substr(0, comma), content, *signature)) return {true, ""};
        }
    }
    return {false, "no signature matches"};
}

}  // namespace webhookd::test
