#pragma once
// Sockets of the loopback interface, for what is too fast or too plain for Asio. All throw std::system_error.

#include <cstdint>

namespace webhookd::bench {

/// `result`, unless it is negative: then the error that errno holds, with `what`.
int checked(int result, const char* what);

/// A stream socket bound to a port of 127.0.0.1 (0: any free one) that nobody listens on yet.
int bind_to_loopback(std::uint16_t port);
std::uint16_t port_of(int socket);

/// A connection to 127.0.0.1 that sends small pieces at once.
int connect_to_loopback(std::uint16_t port);
void send_at_once(int socket);

/// A set of descriptors to wait for, and one more of them, for reading.
int make_epoll();
void watch(int epoll, int descriptor);

}  // namespace webhookd::bench
