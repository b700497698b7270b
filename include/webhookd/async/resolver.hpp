#pragma once
// DNS with a deadline that really ends. getaddrinfo cannot be cancelled (CONTRIBUTING.md 4), so a look-up
// that overruns is left behind on its own thread and its result dropped.

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "webhookd/async/clock.hpp"

namespace webhookd::async {

/// What begins the sentence of a look-up that failed for want of something on this machine (threads,
/// descriptors, memory): it says nothing about the name.
inline constexpr std::string_view local_trouble = "this machine cannot look the name up: ";

class Resolver
{
  public:
    virtual ~Resolver() = default;

    /// All addresses of `host` (a name; literals are the caller's business), or one sentence why there are
    /// none. Returns at `deadline` at the latest.
    virtual asio::awaitable<std::expected<std::vector<asio::ip::address>, std::string>> resolve(
        std::string host, SteadyTime deadline) = 0;
};

}  // namespace webhookd::async
