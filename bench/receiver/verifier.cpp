// HMAC-SHA256 by OpenSSL's EVP_MAC, whose context keeps the key; a signature is right when it is the very
// text that signing again gives.

#include "bench/receiver/verifier.hpp"

#include <array>
#include <charconv>
#include <stdexcept>
#include <vector>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace webhookd::bench {

namespace {

constexpr std::chrono::minutes tolerance{5};

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::vector<unsigned char> key_of(std::string_view secret)
{
    constexpr std::string_view prefix = "whsec_";
    if (!secret.starts_with(prefix)) throw std::invalid_argument("expected a secret that begins with whsec_");
    const auto text = secret.substr(prefix.size());
    std::vector<unsigned char> key(text.size());
    const int size = EVP_DecodeBlock(key.data(), bytes_of(text), static_cast<int>(text.size()));
    if (size <= 0) throw std::invalid_argument("expected base64 after whsec_");
    key.resize(static_cast<std::size_t>(size));
    if (text.ends_with("==")) key.pop_back();
    if (text.ends_with("=")) key.pop_back();
    return key;
}

}  // namespace

void Verifier::Free::operator()(evp_mac_ctx_st* context) const
{
    EVP_MAC_CTX_free(context);
}

Verifier::Verifier(std::string_view secret)
{
    const auto key = key_of(secret);
    const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr),
                                                                 EVP_MAC_free);
    keyed_.reset(EVP_MAC_CTX_new(hmac.get()));
    std::string digest = "SHA256";
    const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                OSSL_PARAM_construct_end()};
    if (EVP_MAC_init(keyed_.get(), key.data(), key.size(), parameters.data()) != 1)
        throw std::runtime_error("OpenSSL offers no HMAC-SHA256");
}

std::string Verifier::sign(std::string_view id, std::string_view timestamp, std::string_view body)
{
    auto* mac = keyed_.get();
    EVP_MAC_init(mac, nullptr, 0, nullptr);  // the same key again
    for (const auto part : {id, std::string_view("."), timestamp, std::string_view("."), body})
        EVP_MAC_update(mac, bytes_of(part), part.size());
    std::array<unsigned char, 32> digest{};
    std::size_t size = 0;
    EVP_MAC_final(mac, digest.data(), &size, digest.size());
    std::array<unsigned char, 45> text{};
    EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
    return "v1," + std::string(reinterpret_cast<const char*>(text.data()));
}

bool Verifier::verify(std::string_view id, std::string_view timestamp, std::string_view signature,
                      std::string_view body, std::chrono::sys_seconds now)
{
    std::int64_t seconds = 0;
    std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
    const auto age = now - std::chrono::sys_seconds(std::chrono::seconds(seconds));
    if (id.empty() || age > tolerance || -age > tolerance) return false;
    return signature == sign(id, timestamp, body);
}

}  // namespace webhookd::bench
