// Holds the bound socket that keeps the port from everybody else.

#include "bench/rig/dead_port.hpp"

#include "bench/rig/loopback.hpp"

#include <unistd.h>

#include <fmt/format.h>

namespace webhookd::bench {

DeadPort::DeadPort() : socket_(bind_to_loopback(0)) {}

DeadPort::~DeadPort()
{
    close(socket_);
}

std::string DeadPort::url() const
{
    return fmt::format("http://127.0.0.1:{}", port_of(socket_));
}

}  // namespace webhookd::bench
