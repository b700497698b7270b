#pragma once
// The limit of HTTP: ready-made requests over keep-alive connections, one in flight on each, by one thread
// and epoll. Nothing is signed, stored or scheduled meanwhile, so no sender of webhooks can be faster.

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace webhookd::bench {

struct HttpLoad
{
    std::uint16_t port = 0;  ///< of the loopback
    std::size_t connections = 50;
    std::vector<std::string> requests;  ///< as they go over the wire
};

/// Sends all of them and returns how long that took, from the first byte sent to the last answer. Throws
/// std::runtime_error when an answer is not 204.
std::chrono::duration<double> send_all(const HttpLoad& load);

}  // namespace webhookd::bench
