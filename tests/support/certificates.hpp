#pragma once
// X.509 certificates made by the test, in memory: real TLS without files that expire in the repository.
// Everything is PEM text; TempDir::write() turns it into the files that configurations name.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace webhookd::test {

struct Certificate
{
    std::string certificate{};  ///< PEM
    std::string private_key{};  ///< PEM, PKCS #8, not encrypted
};

/// What a certificate is for; the defaults suit a server on the loopback.
struct CertificateOptions
{
    std::string common_name = "localhost";
    /// subjectAltName entries, as OpenSSL writes them.
    std::vector<std::string> names = {"DNS:localhost", "IP:127.0.0.1", "IP:::1"};
    /// Validity relative to now; both in the past make an expired certificate.
    std::chrono::seconds valid_from = std::chrono::hours(-1);
    std::chrono::seconds valid_until = std::chrono::hours(24);
    bool for_client = false;  ///< extended key usage clientAuth instead of serverAuth
};

/// A private authority with an EC P-256 key. Two authorities never trust each other's certificates.
class CertificateAuthority
{
  public:
    explicit CertificateAuthority(const std::string& common_name = "webhookd test CA");
    ~CertificateAuthority();
    CertificateAuthority(const CertificateAuthority&) = delete;
    CertificateAuthority& operator=(const CertificateAuthority&) = delete;

    /// The authority's own certificate: what clients load as `ca_file`.
    const std::string& certificate() const;

    Certificate issue(const CertificateOptions& options = {}) const;

    /// A client certificate with this common name.
    Certificate issue_client(const std::string& common_name) const;

  private:
    struct Material;
    std::unique_ptr<Material> material_;
};

/// A server certificate that is its own issuer.
Certificate self_signed(const CertificateOptions& options = {});

}  // namespace webhookd::test
