#include "http/tls_context.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>

namespace webhookd::http {

namespace {

namespace ssl = boost::asio::ssl;

void require(const boost::system::error_code& error, std::string_view what, const std::string& file)
{
    if (error) throw std::runtime_error(fmt::format("cannot use {} {}: {}", what, file, error.message()));
}

void trust(ssl::context& context, const std::string& ca_file)
{
    boost::system::error_code error;
    if (ca_file.empty()) {
        context.set_default_verify_paths(error);
        require(error, "the system's certificate store", {});
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
