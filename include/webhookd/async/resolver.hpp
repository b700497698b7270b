#pragma once
// DNS with a deadline that really ends: getaddrinfo cannot be cancelled (CONTRIBUTING.md 4).

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
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
    using Result = std::expected<std::vector<asio::ip::address>, std::string>;

    virtual ~Resolver() = default;

    /// All addresses of `host` (a name; literals are the caller's business), or one sentence why there are
    /// none. Returns at `deadline` at the latest.
    virtual asio::awaitable<Result> resolve(std::string host, SteadyTime deadline) = 0;
};

/// The system's DNS (getaddrinfo) on a few threads of its own. A look-up that overruns its deadline is left
/// behind on its thread and its answer dropped. At most one look-up per name runs at a time (askers share
/// it), and names that were slow last time may hold half of the threads only: a dead name server of one
/// subscriber cannot stop the others (P5).
///
/// Must be destroyed before the io_context of its callers, when no resolve() is under way. The destructor
/// does not wait for look-ups left behind: their threads are detached and touch nothing but their own memory,
/// so the process may end at any time (getaddrinfo itself gives up after resolv.conf's timeouts, 10 s by
/// default).
class ThreadResolver final : public Resolver
{
  public:
    /// Blocks; called on the resolver's threads, never twice at a time for one name.
    using LookUp = std::function<Result(const std::string& host)>;

    /// One thread is started now, `threads` when they are needed, all of them are kept; more while look-ups
    /// hang. When the system allows no further one, those that are there do the work.
    explicit ThreadResolver(std::size_t threads = 16);
    ThreadResolver(std::size_t threads, LookUp look_up);
    ThreadResolver(const ThreadResolver&) = delete;
    ThreadResolver& operator=(const ThreadResolver&) = delete;
    ~ThreadResolver() override;

    asio::awaitable<Result> resolve(std::string host, SteadyTime deadline) override;

  private:
    class Workers;
    std::shared_ptr<Workers> workers_;
};

/// One getaddrinfo: every address in the order of preference, or why there is none.
Resolver::Result look_up_host(const std::string& host);

}  // namespace webhookd::async
