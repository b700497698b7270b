// Thin wraps of the system calls; only an option that is not taken goes unnoticed.

#include "bench/rig/loopback.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace webhookd::bench {

namespace {

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int make_socket()
{
    return checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
}

}  // namespace

int checked(int result, const char* what)
{
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

int bind_to_loopback(std::uint16_t port)
{
    const int bound = make_socket();
    const int yes = 1;
    setsockopt(bound, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const auto address = loopback(port);
    checked(bind(bound, reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    return bound;
}

std::uint16_t port_of(int socket)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    checked(getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
}

int connect_to_loopback(std::uint16_t port)
{
    const int connected = make_socket();
    const auto address = loopback(port);
    checked(connect(connected, reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
    send_at_once(connected);
    return connected;
}

void send_at_once(int socket)
{
    const int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

int make_epoll()
{
    return checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
}

void watch(int epoll, int descriptor)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    checked(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
}

}  // namespace webhookd::bench
