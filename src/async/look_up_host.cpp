// The one blocking getaddrinfo, which ThreadResolver's threads call; tells a name without an address from a
// machine without descriptors or memory, and knows localhost where the system does not.

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>

#include "webhookd/async/thread_resolver.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::async {

namespace {

using List = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

asio::ip::address address_of(const addrinfo& entry)
{
    asio::ip::tcp::endpoint endpoint;
    endpoint.resize(entry.ai_addrlen);
    std::copy_n(reinterpret_cast<const char*>(entry.ai_addr), entry.ai_addrlen,  // NOLINT: the C API's cast
                reinterpret_cast<char*>(endpoint.data()));                       // NOLINT
    return endpoint.address();
}

}  // namespace

ThreadResolver::Result look_up_host(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* raw = nullptr;
    errno = 0;
    const int status = ::getaddrinfo(host.c_str(), nullptr, &hints, &raw);
    // Whatever the status says then: without a descriptor for /etc/hosts a name "does not exist".
    const bool local = errno == EMFILE || errno == ENFILE || errno == ENOMEM;
    // Known without the /etc/hosts that a bare system lacks (RFC 6761, 6.3).
    if (status == EAI_NONAME && !local && core::is_loopback(host))
        return std::vector<asio::ip::address>{asio::ip::address_v4::loopback(),
                                              asio::ip::address_v6::loopback()};
    if (status != 0 && local)
        return std::unexpected(std::string(local_trouble) + std::generic_category().message(errno));
    if (status != 0)
        return std::unexpected(fmt::format("cannot look the name up: {}", ::gai_strerror(status)));
    const List list(raw, &::freeaddrinfo);
    std::vector<asio::ip::address> addresses;
    for (const auto* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
        if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6)
            addresses.push_back(address_of(*entry));
    }
    return addresses;
}

}  // namespace webhookd::async
