// The two kinds of keys of Standard Webhooks, on OpenSSL's EVP; the headers of one message, a signature per
// key; and verifying as a receiver does, the timestamp before the signatures.

#include "webhookd/core/signature.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "webhookd/core/base64.hpp"

namespace webhookd::core {

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::string_view symmetric_prefix = "whsec_";
constexpr std::string_view private_prefix = "whsk_";
constexpr std::string_view public_prefix = "whpk_";
constexpr std::size_t ed25519_bytes = 32;  // of the seed, and of the public key
constexpr std::size_t signature_bytes = 64;

/// OpenSSL fails here only without memory or entropy: nothing a caller could handle.
void require(bool ok, std::string_view what)
{
    if (!ok) throw std::runtime_error(fmt::format("OpenSSL failed to {}", what));
}

struct KeyDeleter
{
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using KeyHandle = std::unique_ptr<EVP_PKEY, KeyDeleter>;

struct ContextDeleter
{
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using ContextHandle = std::unique_ptr<EVP_MD_CTX, ContextDeleter>;

struct MacDeleter
{
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacHandle = std::unique_ptr<EVP_MAC, MacDeleter>;
using MacContextHandle = std::unique_ptr<EVP_MAC_CTX, MacDeleter>;

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string signed_content(std::string_view id, std::string_view timestamp, std::string_view body)
{
    return fmt::format("{}.{}.{}", id, timestamp, body);
}

/// Equal in a time that depends on the lengths alone.
bool constant_time_equal(std::string_view left, std::string_view right)
{
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

/// Keyed once: to look up the algorithm and to hash the key cost more than to sign a body of 1 KiB.
class Symmetric
{
  public:
    explicit Symmetric(Bytes key)
    {
        std::string digest = "SHA256";
        const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                    OSSL_PARAM_construct_end()};
        const MacHandle hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
        require(hmac != nullptr, "find HMAC");
        keyed_.reset(EVP_MAC_CTX_new(hmac.get()));
        require(
            keyed_ != nullptr && EVP_MAC_init(keyed_.get(), key.data(), key.size(), parameters.data()) == 1,
            "load a key");
        OPENSSL_cleanse(key.data(), key.size());
    }

    std::string sign(std::string_view content) const
    {
        std::array<std::uint8_t, 32> mac{};
        std::size_t length = 0;
        // Without a key: begins anew with the one it has.
        require(EVP_MAC_init(keyed_.get(), nullptr, 0, nullptr) == 1 &&
                    EVP_MAC_update(keyed_.get(), bytes_of(content), content.size()) == 1 &&
                    EVP_MAC_final(keyed_.get(), mac.data(), &length, mac.size()) == 1,
                "compute an HMAC");
        return "v1," + encode_base64(mac);
    }

    bool matches(std::string_view entry, std::string_view content) const
    {
        return constant_time_equal(entry, sign(content));
    }

  private:
    MacContextHandle keyed_;
};

class Ed25519
{
  public:
    Ed25519(KeyHandle key, bool is_private) : key_(std::move(key)), is_private_(is_private) {}

    bool is_private() const { return is_private_; }

    Bytes public_bytes() const
    {
        Bytes bytes(ed25519_bytes);
        std::size_t length = bytes.size();
        require(EVP_PKEY_get_raw_public_key(key_.get(), bytes.data(), &length) == 1, "read a public key");
        return bytes;
    }

    std::string sign(std::string_view content) const
    {
        std::array<std::uint8_t, signature_bytes> signature{};
        std::size_t length = signature.size();
        const ContextHandle context(EVP_MD_CTX_new());
        require(context != nullptr &&
                    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
                    EVP_DigestSign(context.get(), signature.data(), &length, bytes_of(content),
                                   content.size()) == 1,
                "sign with ed25519");
        return "v1a," + encode_base64(signature);
    }

    bool matches(std::string_view entry, std::string_view content) const
    {
        constexpr std::string_view version = "v1a,";
        if (!entry.starts_with(version)) return false;
        const auto signature = decode_base64(entry.substr(version.size()));
        if (!signature || signature->size() != signature_bytes) return false;
        const ContextHandle context(EVP_MD_CTX_new());
        require(context != nullptr &&
                    EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1,
                "verify with ed25519");
        return EVP_DigestVerify(context.get(), signature->data(), signature->size(), bytes_of(content),
                                content.size()) == 1;
    }

  private:
    KeyHandle key_;
    bool is_private_;
};

Ed25519 private_key(std::span<const std::uint8_t> seed)
{
    KeyHandle key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    require(key != nullptr, "load an ed25519 key");
    return {std::move(key), true};
}

Ed25519 public_only(std::span<const std::uint8_t> bytes)
{
    KeyHandle key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()));
    require(key != nullptr, "load an ed25519 public key");
    return {std::move(key), false};
}

}  // namespace

struct SigningKey::Material
{
    std::variant<Symmetric, Ed25519> key;
};

SigningKey::SigningKey(std::shared_ptr<const Material> material) : material_(std::move(material)) {}

std::expected<SigningKey, std::string> SigningKey::parse(const SecretText& text)
{
    std::string_view encoded = text.reveal();
    std::string_view prefix;
    for (const auto candidate : {symmetric_prefix, private_prefix, public_prefix})
        if (encoded.starts_with(candidate)) prefix = candidate;
    encoded.remove_prefix(prefix.size());
    if (encoded.empty())
        return std::unexpected("expected a signing key (whsec_… or whsk_…), found an empty one");

    const auto made = [](auto key) { return SigningKey(std::make_shared<Material>(std::move(key))); };
    auto bytes = decode_base64(encoded);
    if (!bytes)
        return std::unexpected(
            "expected whsec_, whsk_ or whpk_ followed by standard base64 with padding; the text after the "
            "prefix is "
            "not that");
    const auto wrong_size = [&bytes](std::string_view form, std::string_view expected) {
        return std::unexpected(
            fmt::format("expected {} of {} bytes, found {}", form, expected, bytes->size()));
    };
    if (prefix == private_prefix) {
        if (bytes->size() != 2 * ed25519_bytes) return wrong_size("whsk_ and base64", "64");
        auto key = private_key(std::span(*bytes).first(ed25519_bytes));
        const auto given = std::span(*bytes).last(ed25519_bytes);
        OPENSSL_cleanse(bytes->data(), ed25519_bytes);
        if (!std::ranges::equal(given, key.public_bytes()))
            return std::unexpected(
                "expected whsk_ and base64 of a seed and its public key; the second half is not the public "
                "key of the "
                "first");
        return made(std::move(key));
    }
    if (prefix == public_prefix) {
        if (bytes->size() != ed25519_bytes) return wrong_size("whpk_ and base64", "32");
        return made(public_only(*bytes));
    }
    if (bytes->size() < 24 || bytes->size() > 64) return wrong_size("whsec_ and base64", "24 to 64");
    return made(Symmetric(std::move(*bytes)));
}

SecretText SigningKey::generate(bool ed25519)
{
    Bytes bytes(32);
    require(RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1, "draw random bytes");
    auto prefix = symmetric_prefix;
    if (ed25519) {
        const auto public_part = private_key(bytes).public_bytes();
        bytes.insert(bytes.end(), public_part.begin(), public_part.end());
        prefix = private_prefix;
    }
    auto text = std::string(prefix) + encode_base64(bytes);
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return SecretText(std::move(text));
}

std::string SigningKey::public_key() const
{
    const auto* key = std::get_if<Ed25519>(&material_->key);
    return key == nullptr ? std::string() : std::string(public_prefix) + encode_base64(key->public_bytes());
}

bool SigningKey::can_sign() const
{
    const auto* key = std::get_if<Ed25519>(&material_->key);
    return key == nullptr || key->is_private();
}

std::string SigningKey::sign(std::string_view id, std::string_view timestamp, std::string_view body) const
{
    if (!can_sign()) throw std::logic_error("a whpk_ key verifies only");
    const auto content = signed_content(id, timestamp, body);
    return std::visit([&content](const auto& key) { return key.sign(content); }, material_->key);
}

bool SigningKey::matches(std::string_view entry, std::string_view id, std::string_view timestamp,
                         std::string_view body) const
{
    const auto content = signed_content(id, timestamp, body);
    return std::visit([&](const auto& key) { return key.matches(entry, content); }, material_->key);
}

namespace {

std::vector<std::string_view> split_entries(std::string_view header)
{
    std::vector<std::string_view> entries;
    while (!header.empty()) {
        const auto entry = header.substr(0, header.find(' '));
        if (!entry.empty()) entries.push_back(entry);
        header.remove_prefix(std::min(header.size(), entry.size() + 1));
    }
    return entries;
}

/// Unix seconds: digits only, at most 12 (the year 33658), so that no arithmetic on it overflows.
std::optional<Timestamp> parse_unix_seconds(std::string_view text)
{
    if (text.empty() || text.size() > 12) return std::nullopt;
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return Timestamp{std::chrono::seconds{seconds}};
}

std::expected<void, std::string> check_timestamp(std::string_view timestamp, Timestamp now,
                                                 Duration tolerance)
{
    const auto sent = parse_unix_seconds(timestamp);
    if (!sent)
        return std::unexpected(
            fmt::format("webhook-timestamp is \"{}\", expected Unix seconds as a whole number", timestamp));
    const auto age = now - *sent;
    if (age > tolerance)
        return std::unexpected(fmt::format("webhook-timestamp {} is {} old, more than the tolerance of {}",
                                           timestamp, format_duration(age), format_duration(tolerance)));
    if (-age > tolerance)
        return std::unexpected(
            fmt::format("webhook-timestamp {} is {} in the future, more than the tolerance of {}", timestamp,
                        format_duration(-age), format_duration(tolerance)));
    return {};
}

}  // namespace

std::string signature_header(std::span<const SigningKey> keys, std::string_view id,
                             std::string_view timestamp, std::string_view body)
{
    std::string header;
    for (const auto& key : keys) {
        if (!header.empty()) header += ' ';
        header += key.sign(id, timestamp, body);
    }
    return header;
}

std::expected<void, std::string> verify(std::span<const SigningKey> keys, std::string_view id,
                                        std::string_view timestamp, std::string_view header,
                                        std::string_view body, Timestamp now, Duration tolerance)
{
    if (keys.empty()) return std::unexpected("no key was given to verify with");
    if (id.empty()) return std::unexpected("webhook-id is missing");
    if (timestamp.empty()) return std::unexpected("webhook-timestamp is missing");
    const auto entries = split_entries(header);
    if (entries.empty()) return std::unexpected("webhook-signature is missing");
    if (auto checked = check_timestamp(timestamp, now, tolerance); !checked) return checked;

    for (const auto& key : keys)
        for (const auto entry : entries)
            if (key.matches(entry, id, timestamp, body)) return {};
    return std::unexpected(
        fmt::format("none of the {} signatures in webhook-signature fits webhook-id {}, webhook-timestamp {} "
                    "and these {} bytes "
                    "of body with any of the {} keys",
                    entries.size(), id, timestamp, body.size(), keys.size()));
}

}  // namespace webhookd::core
