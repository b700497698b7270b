// recv and send, or SSL_read and SSL_write, on a socket that does not block; an answer is so small that it
// always fits.

#include "bench/receiver/channel.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace webhookd::bench {

namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Bio reader_of(std::string_view pem)
{
    return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
}

}  // namespace

void FreeTlsContext::operator()(ssl_ctx_st* context) const
{
    SSL_CTX_free(context);
}

TlsContext make_tls_context(const TlsIdentity& identity)
{
    TlsContext context(SSL_CTX_new(TLS_server_method()));
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(reader_of(identity.certificate).get(), nullptr, nullptr, nullptr), X509_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(reader_of(identity.private_key).get(), nullptr, nullptr, nullptr),
        EVP_PKEY_free);
    if (SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1)
        throw std::runtime_error("the certificate or its key cannot be used");
    return context;
}

void Channel::FreeTls::operator()(ssl_st* tls) const
{
    SSL_free(tls);
}

Channel::Channel(int socket, ssl_ctx_st* tls) : socket_(socket)
{
    if (tls == nullptr) return;
    tls_.reset(SSL_new(tls));
    SSL_set_fd(tls_.get(), socket);
    SSL_set_accept_state(tls_.get());
}

Channel::~Channel()
{
    tls_.reset();
    close(socket_);
}

Channel::Read Channel::read(std::span<char> space)
{
    if (!tls_) {
        const auto count = recv(socket_, space.data(), space.size(), 0);
        if (count > 0) return {.size = static_cast<std::size_t>(count)};
        return {.open = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)};
    }
    const int count = SSL_read(tls_.get(), space.data(), static_cast<int>(space.size()));
    if (count > 0) return {.size = static_cast<std::size_t>(count)};
    return {.open = SSL_get_error(tls_.get(), count) == SSL_ERROR_WANT_READ};
}

void Channel::write(std::string_view bytes)
{
    if (tls_) {
        SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
    } else {
        send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
}

}  // namespace webhookd::bench
