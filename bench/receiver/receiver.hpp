#pragma once
// A subscriber that is never the bottleneck: one thread, epoll, keep-alive, one read and one write per
// webhook. It answers 204 to every POST, verifies its signature, and keeps a ledger. `delay` makes it slow
// instead.

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

#include "bench/receiver/channel.hpp"
#include "bench/receiver/ledger.hpp"
#include "bench/receiver/request_reader.hpp"
#include "bench/receiver/verifier.hpp"

namespace webhookd::bench {

/// The one secret of all benchmarks.
inline constexpr auto bench_secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

struct ReceiverSettings
{
    std::string secret = bench_secret;  ///< `whsec_…`
    std::string certificate;            ///< PEM; with `private_key`: TLS
    std::string private_key;
    std::chrono::milliseconds delay{0};  ///< between a request and its answer
    std::uint16_t port = 0;              ///< of the loopback; 0: any free one
};

class Receiver
{
  public:
    /// Listens at once. Throws std::system_error.
    explicit Receiver(ReceiverSettings settings);
    ~Receiver();
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    std::uint16_t port() const { return port_; }
    /// Without a path.
    std::string url() const;

    /// Serves until stop().
    void run();
    /// Any thread, and signal handlers.
    void stop();

    /// Webhooks so far; any thread.
    std::size_t count() const { return count_.load(std::memory_order_relaxed); }

    /// While run() does not run.
    const Ledger& ledger() const { return ledger_; }

  private:
    struct Peer
    {
        Peer(int socket, ssl_ctx_st* tls) : channel(socket, tls) {}
        Channel channel;
        RequestReader reader;
    };
    struct LateAnswer
    {
        SteadyTime due;
        std::weak_ptr<Peer> peer;
    };

    void accept_all();
    void serve(int socket);
    void take(const std::shared_ptr<Peer>& peer, const ReceivedRequest& request, SteadyTime at);
    /// Sends the late answers that are due; how long until the next, -1 for ever.
    int answer_late();

    ReceiverSettings settings_;
    Verifier verifier_;
    TlsContext tls_;
    int listener_ = -1;
    int epoll_ = -1;
    int wake_ = -1;
    std::uint16_t port_ = 0;
    std::unordered_map<int, std::shared_ptr<Peer>> peers_;
    std::deque<LateAnswer> late_;
    Ledger ledger_;
    std::atomic<std::size_t> count_ = 0;
};

}  // namespace webhookd::bench
