// Whatever a key file holds, it is refused without a word of it, or is a key: what it signs it verifies, and
// it signs no two bodies alike.

#include <string>

#include "fuzz.hpp"
#include "webhookd/core/signature.hpp"

namespace {

using namespace webhookd;
using fuzz::require;

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(fuzz::as_text(data, size));
    const auto key = core::SigningKey::parse(core::SecretText(text));
    if (!key) {
        require(!key.error().empty(), "a refusal says why");
        const auto marked = core::SigningKey::parse(core::SecretText(text + "\x7fs3cr3t"));
        require(marked || !marked.error().contains("s3cr3t"), "and does not tell the secret");
        return 0;
    }
    if (!key->can_sign()) {
        require(!key->public_key().empty(), "a key that cannot sign is a public one");
        require(!key->matches("v1a,AAAA", "evt_1", "1800000000", "{}"), "and takes not any signature");
        return 0;
    }
    const auto signature = key->sign("evt_1", "1800000000", "{}");
    require(key->matches(signature, "evt_1", "1800000000", "{}"), "what it signs it verifies");
    require(!key->matches(signature, "evt_1", "1800000000", "{ }"), "of another body it does not");
    require(!key->matches(signature, "evt_2", "1800000000", "{}"), "of another webhook neither");
    const auto open = key->public_key();
    if (open.empty()) return 0;
    const auto verifier = core::SigningKey::parse(core::SecretText(open));
    require(verifier && verifier->matches(signature, "evt_1", "1800000000", "{}"),
            "its public key verifies it");
    return 0;
}
