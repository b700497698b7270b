#pragma once
// One accepted connection, plain or TLS, that never blocks.

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace webhookd::bench {

/// A server's certificate and key, PEM texts.
struct TlsIdentity
{
    std::string_view certificate;
    std::string_view private_key;
};

struct FreeTlsContext
{
    void operator()(ssl_ctx_st* context) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, FreeTlsContext>;

/// Throws std::runtime_error when OpenSSL does not take them.
TlsContext make_tls_context(const TlsIdentity& identity);

class Channel
{
  public:
    /// Takes the socket over; `tls` may be null.
    Channel(int socket, ssl_ctx_st* tls);
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    int socket() const { return socket_; }

    struct Read
    {
        std::size_t size = 0;
        bool open = true;  ///< false: the peer is gone
    };
    /// What is there now; nothing and open: wait.
    Read read(std::span<char> space);

    /// An answer of a few bytes, which the socket's buffer always takes.
    void write(std::string_view bytes);

  private:
    struct FreeTls
    {
        void operator()(ssl_st* tls) const;
    };

    int socket_;
    std::unique_ptr<ssl_st, FreeTls> tls_;
};

}  // namespace webhookd::bench
