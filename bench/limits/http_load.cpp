// Each connection sends its next request when its answer has come, and both are so small that one send and
// one recv suffice.

#include "bench/limits/http_load.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "bench/rig/loopback.hpp"

namespace webhookd::bench {

namespace {

class Sender
{
  public:
    explicit Sender(const HttpLoad& load) : load_(load), epoll_(make_epoll())
    {
        for (std::size_t i = 0; i < load.connections; ++i) {
            sockets_.push_back(connect_to_loopback(load.port));
            watch(epoll_, sockets_.back());
        }
    }
    ~Sender()
    {
        for (const int socket : sockets_)
            close(socket);
        close(epoll_);
    }
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    void run()
    {
        for (const int socket : sockets_)
            send_next(socket);
        std::array<epoll_event, 128> events{};
        while (answered_ < load_.requests.size()) {
            const int found = epoll_wait(epoll_, events.data(), events.size(), -1);
            for (int i = 0; i < found; ++i)
                take_answer(events.at(static_cast<std::size_t>(i)).data.fd);
        }
    }

  private:
    void send_next(int socket)
    {
        if (sent_ == load_.requests.size()) return;
        const auto& request = load_.requests[sent_++];
        if (send(socket, request.data(), request.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(request.size()))
            throw std::runtime_error("a request did not fit the socket's buffer");
    }

    void take_answer(int socket)
    {
        std::array<char, 256> bytes{};
        const auto count = recv(socket, bytes.data(), bytes.size(), 0);
        const std::string_view answer(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (!answer.starts_with("HTTP/1.1 204 ") || !answer.ends_with("\r\n\r\n"))
            throw std::runtime_error("expected one whole answer 204");
        ++answered_;
        send_next(socket);
    }

    const HttpLoad& load_;
    int epoll_;
    std::vector<int> sockets_;
    std::size_t sent_ = 0;
    std::size_t answered_ = 0;
};

}  // namespace

std::chrono::duration<double> send_all(const HttpLoad& load)
{
    Sender sender(load);
    const auto began = std::chrono::steady_clock::now();
    sender.run();
    return std::chrono::steady_clock::now() - began;
}

}  // namespace webhookd::bench
