// The epoll loop: accept, read, verify, answer. Late answers wait in one queue, because all are delayed by
// the same time.

#include "bench/receiver/receiver.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include <fmt/format.h>

#include "bench/rig/loopback.hpp"

namespace webhookd::bench {

namespace {

constexpr std::string_view accepted = "HTTP/1.1 204 No Content\r\n\r\n";

int listen_on_loopback(std::uint16_t port)
{
    const int listener = bind_to_loopback(port);
    checked(fcntl(listener, F_SETFL, O_NONBLOCK), "fcntl");
    checked(listen(listener, SOMAXCONN), "listen");
    return listener;
}

}  // namespace

Receiver::Receiver(ReceiverSettings settings)
    : settings_(std::move(settings)),
      verifier_(settings_.secret),
      listener_(listen_on_loopback(settings_.port)),
      epoll_(make_epoll()),
      wake_(checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")),
      port_(port_of(listener_))
{
    if (!settings_.certificate.empty())
        tls_ = make_tls_context({settings_.certificate, settings_.private_key});
    watch(epoll_, listener_);
    watch(epoll_, wake_);
}

Receiver::~Receiver()
{
    for (const int descriptor : {listener_, epoll_, wake_})
        close(descriptor);
}

std::string Receiver::url() const
{
    return fmt::format("{}://127.0.0.1:{}", tls_ ? "https" : "http", port_);
}

void Receiver::stop()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);
}

void Receiver::run()
{
    std::array<epoll_event, 128> events{};
    for (;;) {
        const int found = epoll_wait(epoll_, events.data(), events.size(), answer_late());
        for (int i = 0; i < found; ++i) {
            const int descriptor = events.at(static_cast<std::size_t>(i)).data.fd;
            if (descriptor == wake_) return;
            if (descriptor == listener_) {
                accept_all();
            } else {
                serve(descriptor);
            }
        }
    }
}

void Receiver::accept_all()
{
    for (;;) {
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) return;
        send_at_once(socket);
        peers_.emplace(socket, std::make_shared<Peer>(socket, tls_.get()));
        watch(epoll_, socket);
    }
}

void Receiver::serve(int socket)
{
    const auto peer = peers_.at(socket);
    std::array<char, 16384> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read()
    const auto read = peer->channel.read(bytes);
    if (!read.open) {
        peers_.erase(socket);  // closing takes it out of the epoll set
        return;
    }
    const auto at = std::chrono::steady_clock::now();
    peer->reader.append({bytes.data(), read.size});
    try {
        while (const auto request = peer->reader.next())
            take(peer, *request, at);
    } catch (const BadRequest& problem) {
        fmt::print(stderr, "receiver: {}\n", problem.what());
        peers_.erase(socket);
    }
}

void Receiver::take(const std::shared_ptr<Peer>& peer, const ReceivedRequest& request, SteadyTime at)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const bool is_signed =
        verifier_.verify(request.id, request.timestamp, request.signature, request.body, now);
    ledger_.add({request.path, request.id, request.body, is_signed}, at);
    if (settings_.delay.count() == 0) {
        peer->channel.write(accepted);
    } else {
        late_.push_back({at + settings_.delay, peer});
    }
    count_.fetch_add(1, std::memory_order_relaxed);
}

int Receiver::answer_late()
{
    while (!late_.empty()) {
        const auto wait = late_.front().due - std::chrono::steady_clock::now();
        if (wait.count() > 0)
            return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count());
        if (const auto peer = late_.front().peer.lock()) peer->channel.write(accepted);
        late_.pop_front();
    }
    return -1;
}

}  // namespace webhookd::bench
