#pragma once
// Verifies Standard Webhooks signatures (`v1`), fast: the key's half of the HMAC is computed once. It shares
// nothing with the daemon's own signing code, so that one cannot excuse the other.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

struct evp_mac_ctx_st;

namespace webhookd::bench {

class Verifier
{
  public:
    /// `secret` is `whsec_…`. Throws std::invalid_argument when it is not.
    explicit Verifier(std::string_view secret);

    /// The header's one signature is right and the time stamp is at most five minutes off.
    bool verify(std::string_view id, std::string_view timestamp, std::string_view signature,
                std::string_view body, std::chrono::sys_seconds now);

  private:
    struct Free
    {
        void operator()(evp_mac_ctx_st* context) const;
    };

    std::string sign(std::string_view id, std::string_view timestamp, std::string_view body);

    std::unique_ptr<evp_mac_ctx_st, Free> keyed_;
};

}  // namespace webhookd::bench
