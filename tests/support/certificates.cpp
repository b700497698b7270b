// EC keys, random serial numbers, and the extensions that tell an authority, a server and a client apart, all
// through OpenSSL.

#include "support/certificates.hpp"

#include <stdexcept>
#include <utility>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace webhookd::test {

namespace {

template <auto release>
struct Releases
{
    template <class T>
    void operator()(T* pointer) const
    {
        release(pointer);
    }
};

using Key = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, Releases<X509_free>>;
using Bio = std::unique_ptr<BIO, Releases<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Releases<X509_EXTENSION_free>>;

void require(bool done, const char* what)
{
    if (!done) throw std::runtime_error(std::string("test certificate: OpenSSL refused ") + what);
}

Key make_key()
{
    Key key(EVP_EC_gen("P-256"));
    require(key != nullptr, "an EC key");
    return key;
}

template <class Write>
std::string to_pem(Write write)
{
    Bio bio(BIO_new(BIO_s_mem()));
    require(write(bio.get()) == 1, "PEM output");
    char* data = nullptr;
    auto size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string to_pem(X509* certificate)
{
    return to_pem([certificate](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

std::string to_pem(EVP_PKEY* key)
{
    return to_pem([key](BIO* bio) {
        return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    require(extension != nullptr, "an extension");
    require(X509_add_ext(certificate, extension.get(), -1) == 1, "an extension");
}

X509Certificate make_certificate(EVP_PKEY* key, const CertificateOptions& options)
{
    X509Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    std::uint32_t serial = 0;
    require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "randomness");
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), std::uint64_t{serial} + 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), options.valid_from.count());
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), options.valid_until.count());
    X509_set_pubkey(certificate.get(), key);
    auto* subject = X509_get_subject_name(certificate.get());
    const auto* name = reinterpret_cast<const unsigned char*>(options.common_name.c_str());
    require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1, "a name");
    return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key)
{
    require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1, "the issuer");
    require(X509_sign(certificate, issuer_key, EVP_sha256()) > 0, "to sign");
}

void describe_end_entity(X509* certificate, X509* issuer, const CertificateOptions& options)
{
    add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(certificate, issuer, NID_ext_key_usage, options.for_client ? "clientAuth" : "serverAuth");
    std::string names;
    for (const auto& name : options.names)
        names += (names.empty() ? "" : ",") + name;
    if (!names.empty()) add_extension(certificate, issuer, NID_subject_alt_name, names);
}

}  // namespace

struct CertificateAuthority::Material
{
    Key key;
    X509Certificate certificate;
    std::string pem;
};

CertificateAuthority::CertificateAuthority(const std::string& common_name)
{
    auto key = make_key();
    CertificateOptions options;
    options.common_name = common_name;
    auto certificate = make_certificate(key.get(), options);
    auto* self = certificate.get();
    add_extension(self, self, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(self, self, NID_subject_key_identifier, "hash");
    sign(self, self, key.get());
    auto pem = to_pem(self);
    material_ = std::make_unique<Material>(Material{std::move(key), std::move(certificate), std::move(pem)});
}

CertificateAuthority::~CertificateAuthority() = default;

const std::string& CertificateAuthority::certificate() const
{
    return material_->pem;
}

Certificate CertificateAuthority::issue(const CertificateOptions& options) const
{
    auto key = make_key();
    auto certificate = make_certificate(key.get(), options);
    describe_end_entity(certificate.get(), material_->certificate.get(), options);
    sign(certificate.get(), material_->certificate.get(), material_->key.get());
    return {to_pem(certificate.get()), to_pem(key.get())};
}

Certificate CertificateAuthority::issue_client(const std::string& common_name) const
{
    CertificateOptions options;
    options.common_name = common_name;
    options.names.clear();
    options.for_client = true;
    return issue(options);
}

Certificate self_signed(const CertificateOptions& options)
{
    auto key = make_key();
    auto certificate = make_certificate(key.get(), options);
    describe_end_entity(certificate.get(), certificate.get(), options);
    sign(certificate.get(), certificate.get(), key.get());
    return {to_pem(certificate.get()), to_pem(key.get())};
}

}  // namespace webhookd::test
