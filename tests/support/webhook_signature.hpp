#pragma once
// Verification of Standard Webhooks signatures, written a second time on purpose: tests must not judge the
// daemon's signatures with the daemon's own code. Verifies `v1` (HMAC-SHA256) and `v1a` (ed25519).

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace webhookd::test {

struct SignatureCheck
{
    bool ok = false;
    std::string reason{};  ///< why not, in a few words; empty when ok
};

/// Checks against each of `secrets` (`whsec_…` or `whpk_…`); one match is enough. `now` and `timestamp` (the
/// header's text, Unix seconds) may differ by `tolerance` at most.
SignatureCheck verify_webhook(const std::vector<std::string>& secrets, std::string_view id,
                              std::string_view timestamp, std::string_view signatures, std::string_view body,
                              std::chrono::sys_seconds now,
                              std::chrono::seconds tolerance = std::chrono::minutes(5));

}  // namespace webhookd::test
