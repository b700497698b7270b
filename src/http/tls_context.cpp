// Trusts the system's folder of hashed certificates rather than its bundle, which every client would read
// whole; and offers HTTP/1.1 alone.

#include "http/tls_context.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

namespace webhookd::http {

namespace {

namespace ssl = boost::asio::ssl;

void require(const boost::system::error_code& error, std::string_view what, const std::string& file)
{
    if (error) throw std::runtime_error(fmt::format("cannot use {} {}: {}", what, file, error.message()));
}

/// Whether the directory holds certificates under their hashes (`4bfab552.0`), as update-ca-certificates
/// leaves them.
bool is_hashed_directory(const char* path)
{
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(path, ignored)) {
        if (entry.path().extension() == ".0") return true;
    }
    return false;
}

/// The directory is searched when a certificate is judged. The bundle in one file would be read whole, which
/// costs every client 10 ms and a megabyte, and there may be a client per subscriber.
void trust_system(ssl::context& context)
{
    boost::system::error_code error;
    const bool overridden = std::getenv(X509_get_default_cert_file_env()) != nullptr ||
                            std::getenv(X509_get_default_cert_dir_env()) != nullptr;
    if (!overridden && is_hashed_directory(X509_get_default_cert_dir())) {
        context.add_verify_path(X509_get_default_cert_dir(), error);
    } else {
        context.set_default_verify_paths(error);
    }
    require(error, "the system's certificate store", {});
}

void trust(ssl::context& context, const std::string& ca_file)
{
    boost::system::error_code error;
    if (ca_file.empty()) {
        trust_system(context);
    } else {
        context.load_verify_file(ca_file, error);
        require(error, "ca_file", ca_file);
    }
}

void present(ssl::context& context, const ClientSettings& settings)
{
    if (settings.client_certificate.empty() && settings.client_key.empty()) return;
    if (settings.client_certificate.empty() || settings.client_key.empty()) {
        throw std::runtime_error("client_certificate and client_key must be given together");
    }
    boost::system::error_code error;
    context.use_certificate_chain_file(settings.client_certificate, error);
    require(error, "client_certificate", settings.client_certificate);
    context.use_private_key_file(settings.client_key, ssl::context::pem, error);
    require(error, "client_key", settings.client_key);
    if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
        throw std::runtime_error(fmt::format("client_key {} does not belong to client_certificate {}",
                                             settings.client_key, settings.client_certificate));
    }
}

}  // namespace

ssl::context make_tls_context(const ClientSettings& settings)
{
    ssl::context context(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.set_verify_mode(ssl::verify_peer);
    trust(context, settings.ca_file);
    present(context, settings);
    // Without it, a server that prefers HTTP/2 may speak HTTP/2.
    constexpr std::array<unsigned char, 9> http11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(context.native_handle(), http11.data(), http11.size());
    return context;
}

}  // namespace webhookd::http
