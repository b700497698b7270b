#pragma once
// Standard Webhooks signatures (standard-webhooks.md, wire format 1-7): `v1` (HMAC-SHA256, whsec_) and `v1a`
// (ed25519, whsk_ signs, whpk_ verifies).

#include <chrono>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "webhookd/core/secret.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::core {

/// A decoded key. Copyable, cheap to copy; holds no text that can be printed. Copies share what they sign
/// with: one thread at a time.
class SigningKey
{
  public:
    /// Reads `whsec_…` (or bare base64, 24 to 64 bytes), `whsk_…` (64 bytes) or `whpk_…` (32 bytes, verifies
    /// only). The error says what was expected and never contains the text.
    static std::expected<SigningKey, std::string> parse(const SecretText& text);

    /// A new random secret in its text form: `whsec_` of 32 bytes, or `whsk_` for ed25519.
    static SecretText generate(bool ed25519);
    /// `whpk_…` of an ed25519 key; empty for a symmetric one.
    std::string public_key() const;

    bool can_sign() const;

    /// `v1,…` or `v1a,…` of one message. Throws std::logic_error unless can_sign().
    std::string sign(std::string_view id, std::string_view timestamp, std::string_view body) const;
    /// True when `entry` (one `version,base64` entry) is this key's, compared in constant time.
    bool matches(std::string_view entry, std::string_view id, std::string_view timestamp,
                 std::string_view body) const;

  private:
    struct Material;
    explicit SigningKey(std::shared_ptr<const Material> material);
    std::shared_ptr<const Material> material_;
};

/// The `webhook-signature` header: one entry per key, in order, separated by spaces. Every key can sign.
std::string signature_header(std::span<const SigningKey> keys, std::string_view id,
                             std::string_view timestamp, std::string_view body);

/// Verifies as a receiver does: readable timestamp within `tolerance` of `now`, and any entry that matches
/// any key. The error is one sentence for people: which check failed and with what values.
std::expected<void, std::string> verify(std::span<const SigningKey> keys, std::string_view id,
                                        std::string_view timestamp, std::string_view header,
                                        std::string_view body, Timestamp now, Duration tolerance);

}  // namespace webhookd::core
